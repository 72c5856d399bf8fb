package org.postern.acceptance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Debian's OpenSMTPD, which hands every message on to one port of loopback. Its package cannot be installed beside Postfix,
/// so the tests' set-up unpacks it below `.cache`. The places of its queue and its socket are built into it, and so are its
/// users: it runs for root only, in a namespace where all of these are its own.
final class OpenSmtpd implements Relay {
    private static final Path UNPACKED = Checkout.HOME.resolve(".cache/opensmtpd");

    /// It keeps away for seconds from a server that hung up, unless it comes from another address.
    private static final String CONFIGURATION =
            """
            table addresses { %3$s }
            mta limit max-failures-per-session 1 max-conn-per-host 20 reconn-delay-route 0
            listen on 127.0.0.1 port %1$d
            action "on" relay host smtp+notls://127.0.0.1:%2$d src <addresses>
            match from any for any action "on"
            """;

    /// Who may say something to it.
    private static final int QUEUE_GROUP = 64_602;

    /// Users and groups that are in no file of this machine.
    private static final Map<String, Integer> USERS =
            Map.of("opensmtpd", 64_601, "opensmtpq", QUEUE_GROUP);

    private static final String NAMESPACE =
            """
            mount --bind "$0/passwd" /etc/passwd
            mount --bind "$0/group" /etc/group
            mount --bind "$0/spool" /var/spool
            mount --bind "$0/run" /run
            mount --bind "$0/lib" /var/lib
            hostname opensmtpd.example
            exec "$@"
            """;

    private final Path place;
    private final int port;
    private final Process process;

    private OpenSmtpd(Path place, int port, Process process) {
        this.place = place;
        this.port = port;
        this.process = process;
    }

    /// Hands every message on to a port of loopback.
    static OpenSmtpd relay(int to) throws IOException {
        Path place = Files.createTempDirectory("postern-opensmtpd");
        for (String part : List.of("spool/smtpd", "run", "lib/opensmtpd/empty")) {
            Files.createDirectories(place.resolve(part));
        }
        RunningGateway.run("chmod", "-R", "755", place.toString());
        RunningGateway.run("chmod", "711", place.resolve("spool/smtpd").toString());
        for (String file : List.of("passwd", "group")) {
            Files.writeString(place.resolve(file), withUsers(file));
        }
        int port = Postfix.freePort();
        Path configuration = place.resolve("smtpd.conf");
        Files.writeString(configuration, CONFIGURATION.formatted(port, to, addresses()));
        Process process =
                new ProcessBuilder(
                                "unshare",
                                "--mount",
                                "--uts",
                                "--propagation",
                                "private",
                                "sh",
                                "-ec",
                                NAMESPACE,
                                place.toString(),
                                UNPACKED.resolve("usr/sbin/smtpd").toString(),
                                "-d",
                                "-f",
                                configuration.toString())
                        .redirectErrorStream(true)
                        .redirectOutput(place.resolve("output").toFile())
                        .start();
        var opensmtpd = new OpenSmtpd(place, port, process);
        try {
            Relay.awaitGreeting(port, process, place.resolve("output"));
            return opensmtpd;
        } catch (RuntimeException e) {
            opensmtpd.close();
            throw e;
        }
    }

    private static String addresses() {
        return IntStream.rangeClosed(101, 120)
                .mapToObj(it -> "127.0.0." + it)
                .collect(Collectors.joining(", "));
    }

    private static String withUsers(String file) throws IOException {
        var lines = new ArrayList<>(Files.readAllLines(Path.of("/etc", file)));
        USERS.forEach((name, id) ->
                lines.add(
                        file.equals("group")
                                ? name + ":x:" + id + ":"
                                : name + ":x:" + id + ":" + id + "::/var/empty:/usr/sbin/nologin"));
        return String.join("\n", lines) + "\n";
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public void hurry() throws IOException {
        RunningGateway.run(
                "nsenter",
                "--target",
                Long.toString(process.pid()),
                "--mount",
                "setpriv",
                "--regid",
                Integer.toString(QUEUE_GROUP),
                "--clear-groups",
                UNPACKED.resolve("usr/sbin/smtpctl").toString(),
                "schedule",
                "all");
    }

    @Override
    public long queued() throws IOException {
        Path spool = place.resolve("spool/smtpd");
        return Relay.files(spool.resolve("incoming"), spool.resolve("queue"));
    }

    /// The first process ends the others, each of which has a part of the work.
    @Override
    public void close() throws IOException {
        var all = new ArrayList<ProcessHandle>();
        try (Stream<ProcessHandle> children = process.descendants()) {
            all.addAll(children.toList());
        }
        process.destroy();
        process.onExit().orTimeout(1, TimeUnit.MINUTES).join();
        all.forEach(ProcessHandle::destroyForcibly);
        all.forEach(it -> it.onExit().orTimeout(1, TimeUnit.MINUTES).join());
        RunningGateway.run("rm", "-rf", place.toString());
    }
}
