package org.postern.acceptance;

import java.io.IOException;
import java.net.ConnectException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.postern.sink.Behaviour;
import org.postern.sink.Shelf;
import org.postern.sink.Sink;

/// Puts a mail server, a gateway that it asks by milter, and a sink behind both together, as the page for administrators
/// says, but for places and ports. What is open is closed where the rest cannot be opened.
final class MilterSetUp implements AutoCloseable {
    private static final String SOCKETS = "/var/spool/postfix/postern";

    final Shelf.Memory shelf = new Shelf.Memory();
    private final Page page;
    private final Map<String, String> instead = new HashMap<>();
    private final List<AutoCloseable> parts = new ArrayList<>();

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
        return follow("## Beside Postfix, by milter", it -> it.postfix(mainCf));
    }

    static MilterChain besideSendmail() throws IOException {
        return follow("## Beside Sendmail", MilterSetUp::sendmail);
    }

    private static MilterChain follow(String heading, Steps steps) throws IOException {
        var setUp = new MilterSetUp(heading);
        try {
            return steps.take(setUp);
        } catch (IOException | RuntimeException e) {
            setUp.close();
            throw e;
        }
    }

    private MilterChain postfix(String mainCf) throws IOException {
        Sink sink = own(Sink.start(Behaviour.GOOD, shelf));
        instead.put(SOCKETS, folder("postern-milter").resolve("postern").toString());
        Page.type(block("install -d"), Checkout.HOME);
        String socket = block("milter.listen = [\"unix:");
        String path = socket.substring(socket.indexOf('"'), socket.lastIndexOf('"') + 1);
        RunningGateway gateway =
                gateway(
                        block("milter.listen = [\"127")
                                .replace("listen = [\"127", "listen = [" + path + ", \"127"));
        Postfix postfix = own(Postfix.beside(sink, shelf, Postfix.freePort()));
        Files.writeString(postfix.etc().resolve("main.cf"), mainCf, StandardOpenOption.APPEND);
        type(gateway, inPlace(block("postfix check"), postfix));
        Awaitility.await()
                .atMost(MilterChain.SOON)
                .ignoreExceptionsInstanceOf(ConnectException.class)
                .until(() -> Postfix.greets(Integer.parseInt(instead.get("10026"))));
        return new MilterChain(
                this,
                gateway,
                postfix.port(),
                () -> type(gateway, inPlace(block("smtpd_milters=unix:"), postfix)));
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
        Sink sink = own(Sink.start(Behaviour.GOOD, shelf));
        RunningGateway gateway = gateway(block("milter.listen"));
        Path place = Sendmail.place(sink.port(), "");
        own(() -> RunningGateway.run("rm", "-rf", place.toString()));
        type(
                gateway,
                block("make -C /etc/mail")
                        .replace("make -C /etc/mail\n", Sendmail.make(place))
                        .replace("systemctl restart sendmail\n", "")
                        .replace("/etc/mail", place.toString()));
        Sendmail sendmail = own(Sendmail.start(place));
        return new MilterChain(this, gateway, sendmail.port(), () -> {});
    }

    private RunningGateway gateway(String conf) throws IOException {
        return own(RunningGateway.open((conf + "inspect.max-hops = 30").split("\n", -1)));
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
                String text = Files.readString(file);
                for (Map.Entry<String, String> each : instead.entrySet()) {
                    text = text.replace(each.getKey(), each.getValue());
                }
                Files.writeString(file, text);
            }
        }
        return copy;
    }

    /// A folder that is taken away in the end, and that everybody may go into.
    private Path folder(String name) throws IOException {
        Path folder = Files.createTempDirectory(name);
        own(() -> RunningGateway.run("rm", "-rf", folder.toString()));
        RunningGateway.run("chmod", "755", folder.toString());
        return folder;
    }

    private <T extends AutoCloseable> T own(T part) {
        parts.addFirst(part);
        return part;
    }

    /// Closes what was opened last first, all of it whatever comes of the others.
    @Override
    public void close() throws IOException {
        var wrong = new IOException("cannot be closed");
        for (AutoCloseable part : parts) {
            try {
                part.close();
            } catch (Exception e) {
                wrong.addSuppressed(e);
            }
        }
        if (wrong.getSuppressed().length > 0) {
            throw wrong;
        }
    }
}
