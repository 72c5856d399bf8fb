package org.postern.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// What reaches a Postfix behind the gateway where somebody tries to hide a second message in a first. Postfix starts for
/// root only; for anybody else its smtp-sink takes its place.
@Tag("slow")
class OutboundSmugglingTest {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final String OWN = "ann@example.net";

    private static final String SECOND =
            "MAIL FROM:<boss@example.net>\r\nRCPT TO:<ann@example.net>\r\nDATA\r\nSubject: smuggled\r\n\r\nx\r\n";

    /// Lines that are no end of data, and must arrive as they are.
    private static final List<String> DOTS = List.of("\r\n..\r\n", "\r\n...\r\n", "\r\n..x\r\n");

    @Test
    void promise2_a4_postfixStoresOneMessageForEachThatWasAccepted() throws Exception {
        try (NextHop postfix = Checkout.isRoot() ? Postfix.start() : SmtpSink.start();
                Wiretap tap = new Wiretap(postfix.port());
                var gateway = RunningGateway.open()) {
            gateway.route(tap.port());
            int accepted = 0;
            for (String almost : Smuggle.ALMOST_ENDS) {
                String answer = send(gateway, "first" + almost + SECOND);
                assertThat(answer).matches("(250|521) .*");
                accepted += answer.startsWith("250") ? 1 : 0;
            }
            assertThat(accepted).as("with a NUL all line ends are whole").isEqualTo(1);
            for (String dots : DOTS) {
                assertThat(send(gateway, "first" + dots + SECOND)).startsWith("250");
                accepted++;
            }
            assertThat(postfix.stored(accepted, SOON))
                    .hasSize(accepted)
                    .allSatisfy(it ->
                            assertThat(it)
                                    .contains("<a@client.example.org>")
                                    .contains("Subject: outer", "MAIL FROM:<boss@"));
            assertThat(bare(tap.heard())).isZero();
            String heard = new String(tap.heard(), StandardCharsets.ISO_8859_1);
            assertThat(heard.split("\r\n\\.\r\n", -1)).hasSize(accepted + 1);
        }
    }

    /// A mail server of others behind the gateway.
    interface NextHop extends AutoCloseable {
        int port();

        /// All messages that it has stored, each after its sender, once there are as many as expected and no more
        /// under way.
        List<String> stored(int expected, Duration atMost) throws Exception;

        @Override
        void close() throws IOException;
    }

    private static String send(RunningGateway gateway, String body) throws Exception {
        try (Client client = Client.inData(gateway.edge(), OWN)) {
            return client.end("Subject: outer\r\n\r\n" + body);
        }
    }

    /// How many CR are not followed by LF, and LF not preceded by CR.
    static int bare(byte[] octets) {
        int bare = 0;
        for (int i = 0; i < octets.length; i++) {
            boolean pairs =
                    switch (octets[i]) {
                        case '\r' -> i + 1 < octets.length && octets[i + 1] == '\n';
                        case '\n' -> i > 0 && octets[i - 1] == '\r';
                        default -> true;
                    };
            bare += pairs ? 0 : 1;
        }
        return bare;
    }
}
