package org.postern.acceptance;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.postern.acceptance.Checkout.Answer;
import org.postern.sink.Behaviour;
import org.postern.sink.Shelf;
import org.postern.sink.Sink;
import org.postern.sink.Taken;

/// A Postfix with a gateway beside it, put together as the page for administrators says, and a sink behind both. What goes
/// back from the gateway to Postfix is listened to.
final class BesidePostfix implements AutoCloseable {
    static final Duration SOON = Duration.ofSeconds(60);

    /// What who is somebody else calls itself.
    static final String HELLO = "helo.stranger.example";

    private final Opened opened;
    private final Shelf.Memory shelf;
    private final Wiretap back;
    private final RunningGateway gateway;
    private final Postfix postfix;
    private final int submission;

    private BesidePostfix(
            Opened opened,
            Shelf.Memory shelf,
            Wiretap back,
            RunningGateway gateway,
            Postfix postfix,
            int submission) {
        this.opened = opened;
        this.shelf = shelf;
        this.back = back;
        this.gateway = gateway;
        this.postfix = postfix;
        this.submission = submission;
    }

    /// @param heading of the section to follow
    /// @param mainCf more for Postfix than the page says
    /// @param settings more for the gateway
    static BesidePostfix open(String heading, String mainCf, String... settings)
            throws IOException {
        var opened = new Opened();
        return Opened.orClose(opened, () -> open(opened, heading, mainCf, settings));
    }

    private static BesidePostfix open(
            Opened opened, String heading, String mainCf, String... settings) throws IOException {
        Page page = Page.section(heading);
        int reinjection = Postfix.freePort();
        int submission = Postfix.freePort();
        Map<String, String> postfixPorts =
                Map.of(
                        "10025", Integer.toString(Postfix.freePort()),
                        "10026", Integer.toString(reinjection),
                        "10027", Integer.toString(Postfix.freePort()));
        Wiretap back = opened.add(new Wiretap(reinjection));
        var ports = new HashMap<>(postfixPorts);
        ports.put("10026", Integer.toString(back.port()));
        var shelf = new Shelf.Memory();
        Sink sink = opened.add(Sink.start(Behaviour.GOOD, shelf));
        String conf = page.block("filter.listen", ports) + String.join("\n", settings);
        RunningGateway gateway = opened.add(RunningGateway.open(conf.split("\n", -1)));
        nameTheSite(gateway, ports);
        Postfix postfix = opened.add(Postfix.beside(sink, shelf, submission));
        Path samples = samples(postfixPorts);
        opened.add(() -> RunningGateway.run("rm", "-rf", samples.toString()));
        Files.writeString(postfix.etc().resolve("main.cf"), mainCf, StandardOpenOption.APPEND);
        String setUp =
                page.block("postfix reload", postfixPorts)
                        .replace("dist/postfix", samples.toString())
                        .replace("/etc/postfix", postfix.etc().toString())
                        .replace("postconf -P ", "postconf -c " + postfix.etc() + " -P ")
                        .replace("postfix reload", "postfix -c " + postfix.etc() + " reload")
                        .replace("submission/inet", "127.0.0.1:" + submission + "/inet");
        Page.type(setUp, Checkout.HOME);
        Relay.awaitGreeting(reinjection);
        return new BesidePostfix(opened, shelf, back, gateway, postfix, submission);
    }

    /// What the page says to both ways.
    private static void nameTheSite(RunningGateway gateway, Map<String, String> ports)
            throws IOException {
        String block =
                Page.section("## Beside Postfix")
                        .block("site domain add", ports)
                        .replace("example.org", "example.net");
        for (String line : block.lines().toList()) {
            try {
                Answer done = gateway.verb(line.replaceFirst("^postern ", "").split(" "));
                if (done.exit() != 0) {
                    throw new IOException(line + ": " + done.err());
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException(e);
            }
        }
    }

    /// The samples with ports that are free.
    private static Path samples(Map<String, String> ports) throws IOException {
        Path copy = Files.createTempDirectory("postern-samples");
        RunningGateway.run(
                "cp", "-r", Checkout.HOME.resolve("dist/postfix") + "/.", copy.toString());
        try (var files = Files.walk(copy)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.writeString(file, Page.replaced(Files.readString(file), ports));
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

    /// What the gateway said to Postfix when it gave mail back.
    List<String> saidToPostfix() {
        return new String(back.heard(), StandardCharsets.ISO_8859_1).lines().toList();
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
        return send(to, List.of("EHLO client.example.org"), mail, recipients, message);
    }

    /// Sends one whole message as a client that names itself.
    static String sendFrom(
            String hello,
            InetSocketAddress to,
            String mail,
            List<String> recipients,
            String message)
            throws IOException {
        return send(to, List.of("EHLO " + hello), mail, recipients, message);
    }

    /// Sends one whole message as a client whom Postfix believes that it is somebody else.
    ///
    /// @param attributes of XCLIENT
    static String sendAs(
            InetSocketAddress to,
            String attributes,
            String mail,
            List<String> recipients,
            String message)
            throws IOException {
        List<String> greeting =
                List.of("EHLO front.example.org", "XCLIENT " + attributes, "EHLO " + HELLO);
        return send(to, greeting, mail, recipients, message);
    }

    private static String send(
            InetSocketAddress to,
            List<String> greeting,
            String mail,
            List<String> recipients,
            String message)
            throws IOException {
        try (Client client = Client.connect(to)) {
            String answer = client.reply();
            for (String line : greeting) {
                answer = answer.startsWith("2") ? client.say(line) : answer;
            }
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
        opened.close();
    }
}
