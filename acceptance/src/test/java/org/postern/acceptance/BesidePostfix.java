package org.postern.acceptance;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.postern.sink.Behaviour;
import org.postern.sink.Shelf;
import org.postern.sink.Sink;
import org.postern.sink.Taken;

/// A Postfix with a gateway beside it, put together as the page for administrators says, and a sink behind both.
final class BesidePostfix implements AutoCloseable {
    static final Duration SOON = Duration.ofSeconds(60);

    private final Path samples;
    private final Shelf.Memory shelf;
    private final Sink sink;
    private final RunningGateway gateway;
    private final Postfix postfix;
    private final int submission;

    private BesidePostfix(
            Path samples,
            Shelf.Memory shelf,
            Sink sink,
            RunningGateway gateway,
            Postfix postfix,
            int submission) {
        this.samples = samples;
        this.shelf = shelf;
        this.sink = sink;
        this.gateway = gateway;
        this.postfix = postfix;
        this.submission = submission;
    }

    /// @param heading of the section to follow
    /// @param settings more than the page says
    static BesidePostfix open(String heading, String... settings) throws IOException {
        Page page = Page.section(heading);
        int reinjection = Postfix.freePort();
        int submission = Postfix.freePort();
        Map<String, String> ports =
                Map.of(
                        "10025", Integer.toString(Postfix.freePort()),
                        "10026", Integer.toString(reinjection),
                        "10027", Integer.toString(Postfix.freePort()));
        var shelf = new Shelf.Memory();
        Sink sink = Sink.start(Behaviour.GOOD, shelf);
        String conf = page.block("filter.listen", ports) + String.join("\n", settings);
        RunningGateway gateway = RunningGateway.open(conf.split("\n", -1));
        Postfix postfix = Postfix.beside(sink, shelf, submission);
        Path samples = samples(ports);
        String setUp =
                page.block("postfix reload", ports)
                        .replace("dist/postfix", samples.toString())
                        .replace("/etc/postfix", postfix.etc().toString())
                        .replace("postconf -P ", "postconf -c " + postfix.etc() + " -P ")
                        .replace("postfix reload", "postfix -c " + postfix.etc() + " reload")
                        .replace("submission/inet", "127.0.0.1:" + submission + "/inet");
        Page.type(setUp, Checkout.HOME);
        Awaitility.await()
                .atMost(SOON)
                .ignoreExceptionsInstanceOf(ConnectException.class)
                .until(() -> Postfix.greets(reinjection));
        return new BesidePostfix(samples, shelf, sink, gateway, postfix, submission);
    }

    /// The samples with ports that are free.
    private static Path samples(Map<String, String> ports) throws IOException {
        Path copy = Files.createTempDirectory("postern-samples");
        RunningGateway.run(
                "cp", "-r", Checkout.HOME.resolve("dist/postfix") + "/.", copy.toString());
        try (var files = Files.walk(copy)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String text = Files.readString(file);
                for (Map.Entry<String, String> port : ports.entrySet()) {
                    text = text.replace(port.getKey(), port.getValue());
                }
                Files.writeString(file, text);
            }
        }
        return copy;
    }

    RunningGateway gateway() {
        return gateway;
    }

    Postfix postfix() {
        return postfix;
    }

    /// Where strangers hand in mail.
    InetSocketAddress smtp() {
        return loopback(postfix.port());
    }

    /// Where our people do.
    InetSocketAddress submission() {
        return loopback(submission);
    }

    private static InetSocketAddress loopback(int port) {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    List<Taken> arrived() {
        return shelf.messages();
    }

    /// The one message that arrived with a subject, once it has.
    Taken arrived(String subject) {
        return Awaitility.await()
                .atMost(SOON)
                .until(() -> withSubject(subject), it -> !it.isEmpty())
                .getFirst();
    }

    List<Taken> withSubject(String subject) {
        return shelf.messages().stream()
                .filter(it -> it.text().contains("Subject: " + subject + "\r\n"))
                .toList();
    }

    /// What arrived behind the trace fields on top.
    static String withoutTrace(Taken message) {
        String text = message.text();
        while (text.startsWith("Received:")) {
            int end = text.indexOf("\r\n");
            while (text.charAt(end + 2) == ' ' || text.charAt(end + 2) == '\t') {
                end = text.indexOf("\r\n", end + 2);
            }
            text = text.substring(end + 2);
        }
        return text;
    }

    /// Sends one whole message; the answer that ended it.
    static String send(InetSocketAddress to, String mail, List<String> recipients, String message)
            throws IOException {
        try (Client client = Client.connect(to)) {
            String answer = client.reply();
            answer = answer.startsWith("2") ? client.say("EHLO client.example.org") : answer;
            answer = answer.startsWith("2") ? client.say("MAIL FROM:" + mail) : answer;
            for (String recipient : recipients) {
                answer =
                        answer.startsWith("2") ? client.say("RCPT TO:<" + recipient + ">") : answer;
            }
            answer = answer.startsWith("2") ? client.say("DATA") : answer;
            return answer.startsWith("354") ? client.end(stuffed(message)) : answer;
        }
    }

    private static String stuffed(String message) {
        return message.replace("\r\n.", "\r\n..");
    }

    @Override
    public void close() throws IOException {
        postfix.close();
        gateway.close();
        sink.close();
        RunningGateway.run("rm", "-rf", samples.toString());
    }
}
