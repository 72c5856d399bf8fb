package org.postern.acceptance;

import java.io.IOException;
import java.net.ConnectException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/// Debian's Sendmail with a configuration and a queue of its own, which hands every message on to one port of loopback. Its
/// package cannot be installed beside Postfix, so the tests' set-up unpacks it below `.cache`. It runs for root only, and in
/// a namespace with a whole name for the machine: else it would wait a minute for one.
final class Sendmail implements Relay {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final Path UNPACKED = Checkout.HOME.resolve(".cache/sendmail");

    private static final String BEFORE =
            """
            OSTYPE(`linux')dnl
            define(`confDOMAIN_NAME', `sendmail.example')dnl
            define(`QUEUE_DIR', `%1$s/queue')dnl
            define(`confPID_FILE', `%1$s/pid')dnl
            define(`STATUS_FILE', `%1$s/statistics')dnl
            define(`ALIAS_FILE', `')dnl
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
        Path place = Files.createTempDirectory("postern-sendmail");
        Files.createDirectory(place.resolve("queue"));
        int port = Postfix.freePort();
        Path source = place.resolve("sendmail.mc");
        Files.writeString(source, BEFORE.formatted(place, port, to) + more + BEHIND);
        Path configuration = place.resolve("sendmail.cf");
        Path macros = UNPACKED.resolve("usr/share/sendmail/cf");
        var m4 =
                new ProcessBuilder(
                                UNPACKED.resolve("usr/bin/m4").toString(),
                                "-D_CF_DIR_=" + macros + "/",
                                macros.resolve("m4/cf.m4").toString(),
                                source.toString())
                        .redirectOutput(configuration.toFile())
                        .redirectError(place.resolve("m4").toFile())
                        .start();
        if (m4.onExit().orTimeout(1, TimeUnit.MINUTES).join().exitValue() != 0) {
            throw new IOException(Files.readString(place.resolve("m4")));
        }
        var sendmail = new Sendmail(place, port, start(place, configuration));
        sendmail.awaitGreeting();
        return sendmail;
    }

    private static Process start(Path place, Path configuration) throws IOException {
        var builder =
                new ProcessBuilder(
                                "unshare",
                                "--uts",
                                "sh",
                                "-c",
                                "hostname sendmail.example && exec \"$0\" \"$@\"",
                                UNPACKED.resolve("usr/libexec/sendmail/sendmail").toString(),
                                "-C",
                                configuration.toString(),
                                "-bD",
                                "-q1s")
                        .redirectErrorStream(true)
                        .redirectOutput(place.resolve("output").toFile());
        builder.environment()
                .put("LD_LIBRARY_PATH", UNPACKED.resolve("usr/lib/x86_64-linux-gnu").toString());
        return builder.start();
    }

    private void awaitGreeting() {
        Awaitility.await()
                .atMost(SOON)
                .ignoreExceptionsInstanceOf(ConnectException.class)
                .until(() -> {
                    if (!process.isAlive()) {
                        throw new IOException(Files.readString(place.resolve("output")));
                    }
                    return Postfix.greets(port);
                });
    }

    @Override
    public int port() {
        return port;
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
