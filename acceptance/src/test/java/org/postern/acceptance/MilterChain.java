package org.postern.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import org.postern.acceptance.Checkout.Answer;
import org.postern.sink.Taken;

/// A mail server of others that asks a gateway by the milter protocol, and a sink behind it. What is checked is the same for
/// every server.
final class MilterChain implements AutoCloseable {
    static final Duration SOON = Duration.ofSeconds(60);

    private static final InetAddress ELSEWHERE = InetAddress.ofLiteral("127.0.0.2");

    private final MilterSetUp setUp;
    private final RunningGateway gateway;
    private final int port;

    MilterChain(MilterSetUp setUp, RunningGateway gateway, int port) {
        this.setUp = setUp;
        this.gateway = gateway;
        this.port = port;
    }

    RunningGateway gateway() {
        return gateway;
    }

    InetSocketAddress address() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
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

    /// Sends one message to whom it may concern; the answer behind its end.
    String send(List<String> recipients, String content) throws IOException {
        return send("<sender@example.org>", recipients, content);
    }

    String send(String sender, List<String> recipients, String content) throws IOException {
        try (Client client = Client.connect(address())) {
            return send(client, sender, recipients, content);
        }
    }

    /// Sends one from an address that is none of the server's own, as those of all strangers are.
    String sendFromElsewhere(List<String> recipients, String content) throws IOException {
        try (Client client = Client.connect(ELSEWHERE, address())) {
            return send(client, "<sender@example.org>", recipients, content);
        }
    }

    private static String send(
            Client client, String sender, List<String> recipients, String content)
            throws IOException {
        client.reply();
        client.say("EHLO client.example.org");
        expect("250", client.say("MAIL FROM:" + sender));
        for (String recipient : recipients) {
            expect("250", client.say("RCPT TO:<" + recipient + ">"));
        }
        expect("354", client.say("DATA"));
        return client.end(content);
    }

    private static void expect(String code, String answer) throws IOException {
        if (!answer.startsWith(code)) {
            throw new IOException("instead of " + code + ": " + answer);
        }
    }

    /// The id of the only held message with a subject.
    String held(String subject) throws IOException, InterruptedException {
        List<String> held = allHeld(subject);
        assertThat(held).as(subject).hasSize(1);
        return held.getFirst();
    }

    private List<String> allHeld(String subject) throws IOException, InterruptedException {
        return gateway.verb("hold", "list", "--limit", "10000")
                .out()
                .lines()
                .filter(it -> it.contains("“" + subject + "”"))
                .map(it -> it.strip().split(" +", -1)[0])
                .toList();
    }

    /// Releases a held message, and returns what has become of it behind the server.
    Taken released(String subject) throws IOException, InterruptedException {
        String id = held(subject);
        assertThat(arrivals(subject)).isEmpty();
        Answer released = gateway.verb("hold", "release", id);
        assertThat(released.exit()).as(released.err()).isZero();
        Taken taken = arrived(subject);
        assertThat(allHeld(subject)).isEmpty();
        return taken;
    }

    @Override
    public void close() throws IOException {
        setUp.close();
    }
}
