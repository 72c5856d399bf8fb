package org.postern.acceptance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import org.postern.sink.Behaviour;
import org.postern.sink.Shelf;
import org.postern.sink.Sink;

/// Puts a mail server, a gateway that it asks by milter, and a sink behind both together, as the page for administrators
/// says, but for places and ports. What is open is closed where the rest cannot be opened.
final class MilterSetUp implements AutoCloseable {
    private static final String BESIDE_POSTFIX = "## Beside Postfix, by milter";
    private static final String LISTENS = "milter.listen = [\"127";
    private static final String SOCKETS = "/var/spool/postfix/postern";

    final Shelf.Memory shelf = new Shelf.Memory();
    private final Page page;
    private final Map<String, String> instead = new HashMap<>();
    private final Opened opened = new Opened();

    private MilterSetUp(String heading) throws IOException {
        page = Page.section(heading);
        for (String port : new String[] {"3366", "10026"}) {
            instead.put(port, Integer.toString(Postfix.freePort()));
        }
    }

    /// What makes a chain of what the page says.
    private interface Steps {
        MilterChain take(MilterSetUp setUp) throws IOException;
    }

    /// @param mainCf more of its configuration
    static MilterChain besidePostfix(String mainCf) throws IOException {
        return follow(BESIDE_POSTFIX, it -> it.postfix(mainCf));
    }

    /// The page's other way: by a socket of the machine and by no port. What goes back comes to the port that asks.
    static MilterChain besidePostfixBySocket() throws IOException {
        return follow(BESIDE_POSTFIX, MilterSetUp::postfixBySocket);
    }

    static MilterChain besideSendmail() throws IOException {
        return follow("## Beside Sendmail", MilterSetUp::sendmail);
    }

    private static MilterChain follow(String heading, Steps steps) throws IOException {
        var setUp = new MilterSetUp(heading);
        return Opened.orClose(setUp.opened, () -> steps.take(setUp));
    }

    private MilterChain postfix(String mainCf) throws IOException {
        Sink sink = opened.add(Sink.start(Behaviour.GOOD, shelf));
        RunningGateway gateway = gateway(block(LISTENS));
        int port = postfix(gateway, sink, Postfix.freePort(), mainCf).port();
        return new MilterChain(this, gateway, port);
    }

    private MilterChain postfixBySocket() throws IOException {
        Sink sink = opened.add(Sink.start(Behaviour.GOOD, shelf));
        instead.put(SOCKETS, folder("postern-milter").resolve("postern").toString());
        Page.type(block("install -d"), Checkout.HOME);
        int port = Postfix.freePort();
        String conf =
                block(LISTENS)
                        .replaceFirst("milter.listen = .*\n", block("milter.listen = [\"unix:"))
                        .replaceFirst("(milter.hand-back = \"127.0.0.1):.*\"", "$1:" + port + '"');
        RunningGateway gateway = gateway(conf);
        Postfix postfix = postfix(gateway, sink, port, "local_header_rewrite_clients =\n");
        type(gateway, inPlace(block("smtpd_milters=unix:"), postfix));
        return new MilterChain(this, gateway, port);
    }

    /// @param port of another listener that asks
    private Postfix postfix(RunningGateway gateway, Sink sink, int port, String mainCf)
            throws IOException {
        Postfix postfix = opened.add(Postfix.beside(sink, shelf, port));
        Files.writeString(postfix.etc().resolve("main.cf"), mainCf, StandardOpenOption.APPEND);
        type(gateway, inPlace(block("postfix check"), postfix));
        Relay.awaitGreeting(Integer.parseInt(instead.get("10026")));
        return postfix;
    }

    private String inPlace(String block, Postfix postfix) {
        String etc = postfix.etc().toString();
        return block.replace("/etc/postfix", etc)
                .replace("postfix check", "postfix -c " + etc + " check")
                .replace("postfix reload", "postfix -c " + etc + " reload")
                .replace("postconf -e ", "postconf -c " + etc + " -e ")
                .replace("unix:postern/", "unix:" + instead.get(SOCKETS) + "/");
    }

    private MilterChain sendmail() throws IOException {
        Sink sink = opened.add(Sink.start(Behaviour.GOOD, shelf));
        RunningGateway gateway = gateway(block("milter.listen"));
        Path place = Sendmail.place(sink.port(), "");
        opened.add(() -> RunningGateway.run("rm", "-rf", place.toString()));
        type(
                gateway,
                block("make -C /etc/mail")
                        .replace("make -C /etc/mail\n", Sendmail.make(place))
                        .replace("systemctl restart sendmail\n", "")
                        .replace("/etc/mail", place.toString()));
        Sendmail sendmail = opened.add(Sendmail.start(place));
        return new MilterChain(this, gateway, sendmail.port());
    }

    private RunningGateway gateway(String conf) throws IOException {
        return opened.add(RunningGateway.open((conf + "inspect.max-hops = 30").split("\n", -1)));
    }

    private String block(String with) throws IOException {
        return page.block(with, instead);
    }

    /// Types a block in the folder of the checkout, with the samples and the data directory of this chain.
    private void type(RunningGateway gateway, String block) throws IOException {
        Page.type(
                "export POSTERN_DATA='"
                        + gateway.data()
                        + "'\n"
                        + block.replace("dist/", samples() + "/"),
                Checkout.HOME);
    }

    /// The samples with the ports of this chain.
    private Path samples() throws IOException {
        Path copy = folder("postern-samples");
        RunningGateway.run("cp", "-r", Checkout.HOME.resolve("dist") + "/.", copy.toString());
        try (var files = Files.walk(copy)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.writeString(file, Page.replaced(Files.readString(file), instead));
            }
        }
        return copy;
    }

    /// A folder that is taken away in the end, and that everybody may go into.
    private Path folder(String name) throws IOException {
        Path folder = Files.createTempDirectory(name);
        opened.add(() -> RunningGateway.run("rm", "-rf", folder.toString()));
        RunningGateway.run("chmod", "755", folder.toString());
        return folder;
    }

    @Override
    public void close() throws IOException {
        opened.close();
    }
}
