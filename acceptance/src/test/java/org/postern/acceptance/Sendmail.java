package org.postern.acceptance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// Debian's Sendmail with a configuration and a queue of its own, which hands every message on to one port of loopback. Its
/// package cannot be installed beside Postfix, so the tests' set-up unpacks it below `.cache`. It runs for root only, and in
/// a namespace with a whole name for the machine: else it would wait a minute for one.
final class Sendmail implements Relay {
    private static final Path UNPACKED = Checkout.HOME.resolve(".cache/sendmail");

    private static final String BEFORE =
            """
            OSTYPE(`linux')dnl
            define(`confDOMAIN_NAME', `sendmail.example')dnl
            define(`QUEUE_DIR', `%1$s/queue')dnl
            define(`confPID_FILE', `%1$s/pid')dnl
            define(`STATUS_FILE', `%1$s/statistics')dnl
            define(`ALIAS_FILE', `%1$s/aliases')dnl
            define(`confDONT_BLAME_SENDMAIL', `MapInUnsafeDirPath,LinkedAliasFileInWritableDir')dnl
            define(`HELP_FILE', `')dnl
            define(`confDONT_PROBE_INTERFACES', `True')dnl
            define(`confTO_IDENT', `0')dnl
            define(`confMAX_HOP', `100')dnl
            define(`confQUEUE_LA', `1000')dnl
            define(`confREFUSE_LA', `1000')dnl
            define(`confDELAY_LA', `1000')dnl
            define(`SMART_HOST', `relay:[127.0.0.1]')dnl
            define(`RELAY_MAILER_ARGS', `TCP $h %3$d')dnl
            FEATURE(`promiscuous_relay')dnl
            FEATURE(`accept_unresolvable_domains')dnl
            FEATURE(`accept_unqualified_senders')dnl
            FEATURE(`nocanonify')dnl
            FEATURE(`no_default_msa')dnl
            DAEMON_OPTIONS(`Port=%2$d, Addr=127.0.0.1, Name=MTA')dnl
            """;

    private static final String BEHIND =
            """
            MAILER(`smtp')dnl
            """;

    /// An address of its own that stands for somebody elsewhere.
    static final String ALIAS = "sales@sendmail.example";

    private static final String ALIASES = "sales: aliased@example.net\n";

    private final Path place;
    private final int port;
    private final Process process;

    private Sendmail(Path place, int port, Process process) {
        this.place = place;
        this.port = port;
        this.process = process;
    }

    /// Starts one.
    ///
    /// @param more lines of its configuration, such as a sample
    static Sendmail with(int to, String more) throws IOException {
        Path place = place(to, more);
        try {
            Page.type(make(place), place);
            return start(place);
        } catch (IOException | RuntimeException e) {
            RunningGateway.run("rm", "-rf", place.toString());
            throw e;
        }
    }

    /// A folder such as `/etc/mail`, with all that is wanted to make a configuration, and with its queue.
    static Path place(int to, String more) throws IOException {
        Path place = Files.createTempDirectory("postern-sendmail");
        Files.createDirectory(place.resolve("queue"));
        int port = Postfix.freePort();
        Files.writeString(place.resolve("port"), Integer.toString(port));
        Files.writeString(place.resolve("aliases"), ALIASES);
        Files.writeString(
                place.resolve("sendmail.mc"), BEFORE.formatted(place, port, to) + more + BEHIND);
        return place;
    }

    /// The command that makes the configuration in such a folder.
    static String make(Path place) {
        Path macros = UNPACKED.resolve("usr/share/sendmail/cf");
        return "'%s' -D_CF_DIR_='%s/' '%s' '%s/sendmail.mc' > '%s/sendmail.cf'\n"
                .formatted(
                        UNPACKED.resolve("usr/bin/m4"),
                        macros,
                        macros.resolve("m4/cf.m4"),
                        place,
                        place);
    }

    /// Starts one with the configuration that was made. If there is a folder `sasl`, it knows the people who log in from there,
    /// and not from that of the machine.
    static Sendmail start(Path place) throws IOException {
        Process aliases = run(place, "-bi");
        if (aliases.onExit().orTimeout(1, TimeUnit.MINUTES).join().exitValue() != 0) {
            throw new IOException(Files.readString(place.resolve("output")));
        }
        int port = Integer.parseInt(Files.readString(place.resolve("port")));
        var sendmail = new Sendmail(place, port, run(place, "-bD", "-q1s"));
        try {
            Relay.awaitGreeting(port, sendmail.process, place.resolve("output"));
        } catch (RuntimeException e) {
            sendmail.close();
            throw e;
        }
        return sendmail;
    }

    private static Process run(Path place, String... options) throws IOException {
        var command =
                new ArrayList<>(
                        List.of(
                                "unshare",
                                "--uts",
                                "--mount",
                                "sh",
                                "-c",
                                "hostname sendmail.example && if [ -d \"$SASL\" ]; then mount --bind"
                                        + " \"$SASL\" /usr/lib/sasl2; fi && exec \"$0\" \"$@\"",
                                UNPACKED.resolve("usr/libexec/sendmail/sendmail").toString(),
                                "-C",
                                place.resolve("sendmail.cf").toString()));
        command.addAll(List.of(options));
        var builder =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(place.resolve("output").toFile());
        builder.environment().put("LD_LIBRARY_PATH", libraries());
        builder.environment().put("SASL", place.resolve("sasl").toString());
        return builder.start();
    }

    /// Where its libraries were unpacked, whatever the machine is.
    private static String libraries() throws IOException {
        try (Stream<Path> all = Files.list(UNPACKED.resolve("usr/lib"))) {
            return all.filter(it -> it.getFileName().toString().endsWith("-linux-gnu"))
                    .findFirst()
                    .orElseThrow(() -> new IOException("no libraries below " + UNPACKED))
                    .toString();
        }
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public long queued() throws IOException {
        return Relay.files(place.resolve("queue"));
    }

    /// It has a process for each client and each run of the queue, which may outlive it.
    @Override
    public void close() throws IOException {
        var all = new ArrayList<ProcessHandle>();
        try (Stream<ProcessHandle> children = process.descendants()) {
            all.addAll(children.toList());
        }
        process.destroy();
        process.onExit().orTimeout(1, TimeUnit.MINUTES).join();
        all.forEach(ProcessHandle::destroyForcibly);
        RunningGateway.run("rm", "-rf", place.toString());
    }
}
