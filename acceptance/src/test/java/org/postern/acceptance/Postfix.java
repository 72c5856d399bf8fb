package org.postern.acceptance;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.awaitility.Awaitility;
import org.postern.sink.Behaviour;
import org.postern.sink.Shelf;
import org.postern.sink.Sink;

/// Debian's Postfix with a configuration and a queue of its own, which takes every message and hands it to a sink.
/// It shares nothing with a Postfix that may serve this machine, and starts for root only.
final class Postfix implements OutboundSmugglingTest.NextHop, Relay {

    private static final String MAIN_CF =
            """
            compatibility_level = 3.6
            myhostname = next-hop.example
            inet_interfaces = 127.0.0.1
            inet_protocols = ipv4
            queue_directory = %1$s/queue
            data_directory = %1$s/data
            mynetworks = 127.0.0.0/8
            mydestination =
            local_recipient_maps =
            alias_maps =
            alias_database =
            relayhost = [127.0.0.1]:%2$d
            smtp_dns_support_level = disabled
            smtpd_peername_lookup = no
            smtpd_relay_restrictions = permit_mynetworks, check_recipient_access inline:{example.net=OK}, reject
            """;

    private static final String TLS_CF =
            """
            smtpd_tls_cert_file = %1$s/cert.pem
            smtpd_tls_key_file = %1$s/key.pem
            smtpd_tls_security_level = %2$s
            smtp_tls_security_level = %3$s
            """;

    private static final String MASTER_CF =
            """
            127.0.0.1:%d inet n - n - - smtpd
            pickup unix n - n 60 1 pickup
            cleanup unix n - n - 0 cleanup
            qmgr unix n - n 300 1 qmgr
            rewrite unix - - n - - trivial-rewrite
            bounce unix - - n - 0 bounce
            defer unix - - n - 0 bounce
            trace unix - - n - 0 bounce
            flush unix n - n 1000? 0 flush
            proxymap unix - - n - - proxymap
            smtp unix - - n - - smtp
            error unix - - n - - error
            retry unix - - n - - error
            anvil unix - - n - 1 anvil
            scache unix - - n - 1 scache
            tlsmgr unix - - n 1000? 1 tlsmgr
            """;

    /// What a Postfix needs beside which Postern stands: it forwards what it gets as it is, tries again soon, logs where we
    /// can read it, and believes us where we say that a client is somebody else.
    private static final String BESIDE_MAIN_CF =
            """
            message_size_limit = 60000000
            smtpd_authorized_xclient_hosts = 127.0.0.1
            smtp_line_length_limit = 0
            smtp_destination_recipient_limit = 2000
            minimal_backoff_time = 1s
            maximal_backoff_time = 2s
            queue_run_delay = 1s
            maillog_file_prefixes = %1$s
            maillog_file = %1$s/mail.log
            """;

    private static final String BESIDE_MASTER_CF =
            """
            127.0.0.1:%d inet n - n - - smtpd
            postlog unix-dgram n - n - 1 postlogd
            """;

    private final Path place;
    private final int port;

    private final Sink sink;
    private final Shelf.Memory shelf;

    private Postfix(Path place, int port, Sink sink, Shelf.Memory shelf) {
        this.place = place;
        this.port = port;
        this.sink = sink;
        this.shelf = shelf;
    }

    static Postfix start() throws IOException {
        var shelf = new Shelf.Memory();
        Sink sink = Sink.start(Behaviour.GOOD, shelf);
        return start(sink, shelf, sink.port(), Relay.Tls.NEVER);
    }

    /// Hands every message on to a port of loopback.
    static Relay relay(int to, Relay.Tls tls) throws IOException {
        var shelf = new Shelf.Memory();
        return start(Sink.start(Behaviour.GOOD, shelf), shelf, to, tls);
    }

    /// One that takes mail on two ports, as it does from strangers and from people who log in, and gives all of it to a
    /// sink. What it shall do with Postern is to be added to its files.
    static Postfix beside(Sink sink, Shelf.Memory shelf, int submission) throws IOException {
        return start(
                sink,
                shelf,
                sink.port(),
                Relay.Tls.NEVER,
                BESIDE_MAIN_CF,
                BESIDE_MASTER_CF.formatted(submission));
    }

    /// Hands every message on to a port of loopback, with more in its configuration.
    static Postfix with(int to, String mainCf, String masterCf) throws IOException {
        var shelf = new Shelf.Memory();
        Sink sink = Sink.start(Behaviour.GOOD, shelf);
        return start(sink, shelf, to, Relay.Tls.NEVER, mainCf, masterCf);
    }

    private static Postfix start(Sink sink, Shelf.Memory shelf, int to, Relay.Tls tls)
            throws IOException {
        return start(sink, shelf, to, tls, "", "");
    }

    /// @param mainCf more of main.cf, with `%1$s` where the place of all its files is
    /// @param masterCf more of master.cf
    private static Postfix start(
            Sink sink, Shelf.Memory shelf, int to, Relay.Tls tls, String mainCf, String masterCf)
            throws IOException {
        Path place = Files.createTempDirectory("postern-postfix");
        RunningGateway.run("chmod", "755", place.toString());
        Path etc = Files.createDirectory(place.resolve("etc"));
        Files.createDirectory(place.resolve("queue"));
        RunningGateway.run("install", "-d", "-o", "postfix", place.resolve("data").toString());
        Relay.makeCertificate(place);
        int port = freePort();
        String tlsCf =
                TLS_CF.formatted(
                        place,
                        tls == Relay.Tls.IN ? "encrypt" : "none",
                        tls == Relay.Tls.OUT ? "encrypt" : "none");
        Files.writeString(etc.resolve("main.cf"), (MAIN_CF + mainCf).formatted(place, to) + tlsCf);
        Files.writeString(etc.resolve("master.cf"), MASTER_CF.formatted(port) + masterCf);
        var postfix = new Postfix(place, port, sink, shelf);
        postfix.tell("start");
        Relay.awaitGreeting(port);
        return postfix;
    }

    /// A port of loopback that is free now, below those that the kernel gives to clients: one that tries again and again to
    /// reach a server that is not up yet would else in time be given that very port.
    static int freePort() throws IOException {
        while (true) {
            int port = ThreadLocalRandom.current().nextInt(10_240, 32_768);
            try (var _ = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return port;
            } catch (BindException _) {
                // Another one, then.
            }
        }
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public List<String> stored(int expected, Duration atMost) throws Exception {
        shelf.await(expected, atMost);
        Awaitility.await().atMost(atMost).until(() -> queued() == 0);
        return shelf.messages().stream()
                .map(it -> "<" + it.sender() + ">\r\n" + it.text())
                .toList();
    }

    /// Where its `main.cf` and `master.cf` are.
    Path etc() {
        return place.resolve("etc");
    }

    /// What it wrote into its log so far.
    String log() throws IOException {
        Path log = place.resolve("mail.log");
        return Files.exists(log) ? Files.readString(log) : "";
    }

    @Override
    public long queued() throws IOException {
        Path queue = place.resolve("queue");
        return Relay.files(
                queue.resolve("maildrop"),
                queue.resolve("incoming"),
                queue.resolve("active"),
                queue.resolve("deferred"),
                queue.resolve("hold"));
    }

    private void tell(String what) throws IOException {
        RunningGateway.run("postfix", "-c", place.resolve("etc").toString(), what);
    }

    @Override
    public void close() throws IOException {
        tell("stop");
        sink.close();
        RunningGateway.run("rm", "-rf", place.toString());
    }
}
