package org.postern.acceptance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// Debian's Exim with a configuration and a spool of its own. Its package cannot be installed beside Postfix, so the tests'
/// set-up unpacks it below `.cache`. It runs as the user that it was built for.
final class Exim implements Relay {
    private static final String USER = "Debian-exim";

    private static final String CONFIGURATION =
            """
            primary_hostname = exim.example
            local_interfaces = 127.0.0.1
            daemon_smtp_ports = %2$d
            spool_directory = %1$s/spool
            log_file_path = %1$s/log/%%slog
            exim_path = %1$s/exim4
            deliver_drop_privilege = true
            host_lookup =
            rfc1413_hosts =
            keep_environment =
            tls_advertise_hosts = %4$s
            dsn_advertise_hosts = *
            ignore_bounce_errors_after = 0s
            tls_certificate = %1$s/cert.pem
            tls_privatekey = %1$s/key.pem
            acl_smtp_rcpt = rcpt
            begin acl
            rcpt:
              deny message = only over TLS
                !encrypted = *
                condition = ${if eq {%4$s}{*}}
              accept
            begin routers
            on:
              driver = manualroute
              route_list = * 127.0.0.1
              transport = out
              self = send
            begin transports
            out:
              driver = smtp
              port = %3$d
              hosts_require_tls = %5$s
              hosts_avoid_tls = %6$s
              tls_verify_hosts =
              tls_try_verify_hosts =
            begin retry
            * * F,1h,1s
            """;

    private final Path place;
    private final int port;
    private final Process process;

    private Exim(Path place, int port, Process process) {
        this.place = place;
        this.port = port;
        this.process = process;
    }

    /// Hands every message on to a port of loopback.
    static Relay relay(int to, Relay.Tls tls) throws IOException {
        Path place = Files.createTempDirectory("postern-exim");
        for (String part : List.of("spool", "log")) {
            Files.createDirectory(place.resolve(part));
        }
        Relay.makeCertificate(place);
        // Where that user may go for certain.
        Path copy = Files.copy(program(), place.resolve("exim4"));
        RunningGateway.run("chmod", "755", copy.toString());
        RunningGateway.run("chown", "-R", USER + ":", place.toString());
        int port = Postfix.freePort();
        Path configuration = place.resolve("exim.conf");
        Files.writeString(
                configuration,
                CONFIGURATION.formatted(
                        place,
                        port,
                        to,
                        tls == Relay.Tls.IN ? "*" : "",
                        tls == Relay.Tls.OUT ? "*" : "",
                        tls == Relay.Tls.OUT ? "" : "*"));
        Process process =
                new ProcessBuilder(
                                "setpriv",
                                "--reuid",
                                USER,
                                "--regid",
                                USER,
                                "--clear-groups",
                                copy.toString(),
                                "-C",
                                configuration.toString(),
                                "-bdf",
                                "-q1s")
                        .redirectErrorStream(true)
                        .redirectOutput(place.resolve("output").toFile())
                        .start();
        var exim = new Exim(place, port, process);
        try {
            Relay.awaitGreeting(port, process, place.resolve("output"));
            return exim;
        } catch (RuntimeException e) {
            exim.close();
            throw e;
        }
    }

    private static Path program() {
        Path installed = Path.of("/usr/sbin/exim4");
        return Files.exists(installed)
                ? installed
                : Checkout.HOME.resolve(".cache/exim/usr/sbin/exim4");
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public long queued() throws IOException {
        return Relay.files(place.resolve("spool/input"));
    }

    @Override
    public void close() throws IOException {
        process.destroy();
        process.onExit().orTimeout(1, TimeUnit.MINUTES).join();
        RunningGateway.run("rm", "-rf", place.toString());
    }
}
