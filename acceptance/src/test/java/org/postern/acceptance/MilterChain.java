package org.postern.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.postern.acceptance.Checkout.Answer;
import org.postern.sink.Behaviour;
import org.postern.sink.Shelf;
import org.postern.sink.Sink;
import org.postern.sink.Taken;

/// A mail server of others that asks a gateway by the milter protocol, and a sink behind it. What is checked is the same for
/// every server.
final class MilterChain implements AutoCloseable {
    static final Duration SOON = Duration.ofSeconds(60);

    private static final Pattern HELD = Pattern.compile("[0-9a-hjkmnp-tv-z]{26}");

    /// A server on a port, with the port that takes released mail.
    interface Start {
        Relay server(int milter, int back, int to) throws IOException;
    }

    private final Shelf.Memory shelf = new Shelf.Memory();
    private final Sink behind;
    private final RunningGateway gateway;
    private final Relay server;

    MilterChain(Start start, String... settings) throws IOException {
        behind = Sink.start(Behaviour.GOOD, shelf);
        int milter = Postfix.freePort();
        int back = Postfix.freePort();
        var all = new ArrayList<>(List.of(settings));
        all.add("milter.listen = \"127.0.0.1:" + milter + "\"");
        all.add("milter.hand-back = \"127.0.0.1:" + back + "\"");
        all.add("inspect.max-hops = 30");
        gateway = RunningGateway.open(all.toArray(String[]::new));
        server = start.server(milter, back, behind.port());
    }

    RunningGateway gateway() {
        return gateway;
    }

    InetSocketAddress address() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port());
    }

    /// A file of the checkout, such as a sample for a server, with the ports of this chain.
    static String sample(String name, int milter, int back) throws IOException {
        return Files.readString(Checkout.HOME.resolve("dist").resolve(name))
                .replace("3366", Integer.toString(milter))
                .replace("10026", Integer.toString(back));
    }

    /// What a message has become behind the server: the one with a subject.
    Taken arrived(String subject) {
        await().atMost(SOON).until(() -> !arrivals(subject).isEmpty());
        return arrivals(subject).getFirst();
    }

    List<Taken> arrivals(String subject) {
        return shelf.messages().stream()
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
        try {
            server.close();
        } finally {
            gateway.close();
            behind.close();
        }
    }
}
