package org.postern.bench;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.postern.app.Complaint;
import org.postern.app.Exit;

/// Debian's Postfix as plain relay, with a configuration and a queue of its own: it shares nothing with a Postfix that
/// may serve this machine. No content checks, no DNS, no limits for the client; all else as Postfix has it by default,
/// above all its fsync of each message.
final class PostfixRelay implements Contestant {
    private static final Duration TO_START = Duration.ofSeconds(60);
    private static final Duration LOOK = Duration.ofMillis(10);

    private static final String MAIN_CF =
            """
            compatibility_level = 3.6
            myhostname = relay.bench.example
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
            smtpd_relay_restrictions = permit_mynetworks, reject
            """;

    /// Postfix's own services, as its package has them but for the change of root, which would need copies of files.
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
            verify unix - - n - 1 verify
            flush unix n - n 1000? 0 flush
            proxymap unix - - n - - proxymap
            proxywrite unix - - n - 1 proxymap
            smtp unix - - n - - smtp
            relay unix - - n - - smtp
            showq unix n - n - - showq
            error unix - - n - - error
            retry unix - - n - - error
            discard unix - - n - - discard
            anvil unix - - n - 1 anvil
            scache unix - - n - 1 scache
            """;

    private final Path place;
    private final Path configuration;
    private final int port = Programs.freePort();
    private final String mainCf;
    private final Hook hook;
    private final AtomicBoolean running = new AtomicBoolean();

    /// Starts nothing yet.
    ///
    /// @param place an empty directory that every user may go into
    PostfixRelay(Path place, int nextHop) {
        this(place, nextHop, Hook.NONE);
    }

    /// @param hook how its mail is looked at
    PostfixRelay(Path place, int nextHop, Hook hook) {
        this.place = place;
        this.configuration = place.resolve("etc");
        this.mainCf = MAIN_CF.formatted(place, nextHop) + hook.mainCf();
        this.hook = hook;
    }

    PostfixRelay start() throws IOException, InterruptedException {
        if (!Machine.isRoot()) {
            throw Complaint.usage(
                    "Postfix starts for root only: run this as root, or leave it out with --only"
                            + " start,memory,idle");
        }
        Files.createDirectory(configuration);
        Files.createDirectory(queue());
        Path data = Files.createDirectory(place.resolve("data"));
        Files.setOwner(
                data,
                data.getFileSystem()
                        .getUserPrincipalLookupService()
                        .lookupPrincipalByName("postfix"));
        Files.writeString(configuration.resolve("main.cf"), mainCf);
        Files.writeString(
                configuration.resolve("master.cf"), MASTER_CF.formatted(port) + hook.masterCf());
        running.set(true);
        postfix("start");
        Talk.awaitGreeting(port, TO_START);
        return this;
    }

    @Override
    public String name() {
        return "Postfix";
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public String shown() {
        return mainCf;
    }

    /// A message is in one of the queue directories until its next hop has taken it. They are looked at in the order in
    /// which a message goes through them, so that none slips by.
    @Override
    public void awaitNothingLeft(Duration limit) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        while (holdsFiles("maildrop") || holdsFiles("incoming") || holdsFiles("active")) {
            if (System.nanoTime() > deadline) {
                throw new Complaint(
                        Exit.NO, "Postfix still has a queue after " + limit.toSeconds() + " s");
            }
            Thread.sleep(LOOK);
        }
        if (holdsFiles("deferred") || holdsFiles("corrupt") || holdsFiles("hold")) {
            throw new Complaint(Exit.NO, "Postfix put messages aside: this run measures nothing");
        }
    }

    @Override
    public List<Long> pids() throws IOException {
        Path file = queue().resolve("pid/master.pid");
        return List.of(Long.parseLong(Files.readString(file).strip()));
    }

    @Override
    public void close() throws IOException {
        if (!running.getAndSet(false)) {
            return;
        }
        try {
            postfix("stop");
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void postfix(String what) throws IOException, InterruptedException {
        Programs.run(TO_START, List.of("/usr/sbin/postfix", "-c", configuration.toString(), what));
    }

    private Path queue() {
        return place.resolve("queue");
    }

    private boolean holdsFiles(String directory) throws IOException {
        return holdsFiles(queue().resolve(directory));
    }

    private static boolean holdsFiles(Path directory) throws IOException {
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
            for (Path entry : entries) {
                if (!Files.isDirectory(entry) || holdsFiles(entry)) {
                    return true;
                }
            }
            return false;
        } catch (NoSuchFileException _) {
            return false;
        }
    }
}
