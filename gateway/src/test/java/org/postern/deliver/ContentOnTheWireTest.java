package org.postern.deliver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.postern.deliver.Letters.ANN;
import static org.postern.deliver.Letters.TRACE;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postern.journey.HandOver;

/// The octets of content as a next hop sees them.
@Timeout(30)
class ContentOnTheWireTest {

    @Test
    void a5_dotsSurviveTheWay() throws Exception {
        var contents =
                new ArrayList<>(
                        List.of(
                                "",
                                ".\r\n",
                                "..\r\n",
                                ".x\r\n",
                                "\r\n.\r\n",
                                "a\r\n.\r\n.\r\n..b\r\n",
                                "no end",
                                "a\r\n."));
        var random = new Random(5);
        for (int i = 0; i < 60; i++) {
            contents.add(dotted(random, 16 * 1024 * (i % 3 + 1) + random.nextInt(9) - 4));
        }
        try (var server =
                        ScriptedServer.of(it -> {
                            it.greet("PIPELINING");
                            it.takeAll();
                        });
                var delivery = delivery()) {
            for (int i = 0; i < contents.size(); i++) {
                String content = contents.get(i);
                assertThat(send(delivery, server, content)).isInstanceOf(HandOver.Accepted.class);
                boolean ended = content.isEmpty() || content.endsWith("\r\n");
                assertThat(unstuffed(server.taken().get(i)))
                        .isEqualTo(TRACE + content + (ended ? "" : "\r\n"));
            }
            assertThat(server.connections()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\n.\r\n",
                "\r.\r\n",
                "\n.\n",
                "\r.\r",
                "\r\n.\n",
                "\r\n.\r",
                "\n.\r",
                "\r.\n",
                "\r\n\0.\r\n\r",
                "\n",
                "\r"
            })
    void a4_lineEndsOtherThanCrlfNeverLeave(String ending) throws Exception {
        for (int before : new int[] {1, 16 * 1024 - TRACE.length() - 1, 50_000}) {
            String content =
                    "x".repeat(before) + ending + "MAIL FROM:<evil@c.example>\r\nRCPT TO:<x>\r\n";
            try (var server =
                            ScriptedServer.of(it -> {
                                it.greet("PIPELINING");
                                it.hearAll("MAIL", "RCPT", "DATA");
                                it.say("250 Sender", "250 Recipient", "354 Go ahead");
                                it.content();
                                it.say("250 Taken");
                            });
                    var delivery = delivery()) {
                assertThat(send(delivery, server, content))
                        .isInstanceOfSatisfying(
                                HandOver.Unfit.class,
                                it -> assertThat(it.reply().enhanced()).isEqualTo("5.6.0"));
                String heard = server.heardToTheEnd(0);
                assertThat(heard.replace("\r\n", "")).doesNotContain("\r").doesNotContain("\n");
                assertThat(heard).doesNotContain("\r\n.\r\n").doesNotContain("evil");
            }
        }
    }

    private static String dotted(Random random, int length) {
        var content = new StringBuilder(length + 2);
        while (content.length() < length) {
            switch (random.nextInt(4)) {
                case 0 -> content.append('.');
                case 1 -> content.append("\r\n");
                case 2 -> content.append("\r\n.");
                default -> content.append("x".repeat(random.nextInt(80)));
            }
        }
        return content.append("\r\n").toString();
    }

    private static String unstuffed(String wire) {
        assertThat(wire).endsWith("\r\n.\r\n");
        String stuffed = wire.substring(0, wire.length() - 3);
        assertThat(stuffed).doesNotContain("\r\n.\r\n");
        return stuffed.replace("\r\n.", "\r\n");
    }

    private static PassThrough delivery() {
        return new PassThrough("node.example", Letters.settings(Map.of()));
    }

    private static HandOver send(PassThrough delivery, ScriptedServer server, String content)
            throws InterruptedException {
        return delivery.handOver(
                server.nextHop(), Letters.shipped(Letters.to(ANN)), Letters.content(content));
    }
}
