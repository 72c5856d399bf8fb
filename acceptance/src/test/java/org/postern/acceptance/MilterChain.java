package org.postern.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.postern.acceptance.Checkout.Answer;
import org.postern.sink.Taken;

/// A mail server of others that asks a gateway by the milter protocol, and a sink behind it. What is checked is the same for
/// every server.
final class MilterChain implements AutoCloseable {
    static final Duration SOON = Duration.ofSeconds(60);

    private static final Pattern HELD = Pattern.compile("[0-9a-hjkmnp-tv-z]{26}");

    /// Something of the page that is done later.
    interface Step {
        void take() throws IOException;
    }

    private final MilterSetUp setUp;
    private final RunningGateway gateway;
    private final int port;
    private final Step bySocket;

    /// @param bySocket has the server ask by a socket of the machine from now on, where its page says how
    MilterChain(MilterSetUp setUp, RunningGateway gateway, int port, Step bySocket) {
        this.setUp = setUp;
        this.gateway = gateway;
        this.port = port;
        this.bySocket = bySocket;
    }

    RunningGateway gateway() {
        return gateway;
    }

    InetSocketAddress address() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    void askBySocket() throws IOException {
        bySocket.take();
    }

    /// What a message has become behind the server: the one with a subject.
    Taken arrived(String subject) {
        await().atMost(SOON).until(() -> !arrivals(subject).isEmpty());
        return arrivals(subject).getFirst();
    }

    List<Taken> arrivals(String subject) {
        return setUp.shelf.messages().stream()
                .filter(it -> it.text().contains("Subject: " + subject + "\r\n"))
                .toList();
    }

    /// The octets behind the trace fields.
    static String withoutTrace(Taken taken, String first) {
        int from = taken.text().indexOf(first);
        assertThat(from).as(taken.text()).isNotNegative();
        return taken.text().substring(from);
    }

    /// Sends one message to whom it may concern; the answer behind its end.
    String send(List<String> recipients, String content) throws IOException {
        return send("<sender@example.org>", recipients, content);
    }

    String send(String sender, List<String> recipients, String content) throws IOException {
        try (Client client = Client.connect(address())) {
            client.reply();
            client.say("EHLO client.example.org");
            expect("250", client.say("MAIL FROM:" + sender));
            for (String recipient : recipients) {
                expect("250", client.say("RCPT TO:<" + recipient + ">"));
            }
            expect("354", client.say("DATA"));
            return client.end(content);
        }
    }

    private static void expect(String code, String answer) throws IOException {
        if (!answer.startsWith(code)) {
            throw new IOException("instead of " + code + ": " + answer);
        }
    }

    List<String> held() throws IOException, InterruptedException {
        Answer listed = gateway.verb("hold", "list");
        return HELD.matcher(listed.out()).results().map(it -> it.group()).distinct().toList();
    }

    @Override
    public void close() throws IOException {
        setUp.close();
    }
}
