package org.postern.store;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.postern.kernel.Proc;
import org.postern.settings.Secret;

/// The embedded PostgreSQL: started from the binaries of the distribution on a persistent cluster, watched while it
/// runs, stopped cleanly. Thread-safe.
///
/// A server that an earlier process of ours left behind is taken over; one that dies is started again and says so.
public final class DatabaseServer implements AutoCloseable {
    private static final Duration READY = Duration.ofSeconds(60);
    private static final Duration TO_LET_GO = Duration.ofSeconds(20);
    private static final long POLL_MILLIS = 15;
    private static final long BETWEEN_TRIES_MILLIS = 100;

    /// What PostgreSQL says where processes of its predecessor still have their memory.
    private static final String STILL_IN_USE = "is still in use";

    /// What a start needs.
    ///
    /// @param lock proof that no other process uses the directory
    /// @param port 0 for any free one
    /// @param prefix words in front of each command; empty but in tests, which may run as root
    /// @param reports one line for people each time something noteworthy happens
    public record Launch(
            DataDirectory data,
            InstanceLock lock,
            int port,
            List<String> prefix,
            Consumer<String> reports) {
        public Launch {
            prefix = List.copyOf(prefix);
        }
    }

    private final Launch launch;
    private final PostgresBinaries binaries;
    private final Cluster cluster;
    private final Secret admin;
    private final int port;

    private @Nullable Postmaster postmaster;
    private boolean closing;

    private DatabaseServer(
            Launch launch, PostgresBinaries binaries, Cluster cluster, Secret admin, int port) {
        this.launch = launch;
        this.binaries = binaries;
        this.cluster = cluster;
        this.admin = admin;
        this.port = port;
    }

    /// Starts the server and waits until it answers.
    ///
    /// @throws IOException it cannot run; the message says why, such as who has its port
    public static DatabaseServer start(Launch launch) throws IOException, InterruptedException {
        Objects.requireNonNull(launch.lock());
        PostgresBinaries binaries = PostgresBinaries.unpacked(launch.data().pg());
        var secrets = new DatabaseSecrets(launch.data());
        var cluster = new Cluster(launch.data());
        cluster.create(binaries, launch.prefix(), secrets);
        Optional<Postmaster> leftOver = Postmaster.leftOver(cluster);
        int port = new ServerPort(launch.data(), launch.port()).choose(leftOver.isPresent());
        Secret admin = secrets.of(Cluster.ADMIN_SECRET);
        var server = new DatabaseServer(launch, binaries, cluster, admin, port);
        server.begin(leftOver);
        return server;
    }

    public DatabaseAddress address() {
        return DatabaseAddress.embedded(port);
    }

    public int port() {
        return port;
    }

    /// The process of the server, for people and for tests that kill it.
    public synchronized long pid() {
        return postmaster == null ? 0 : postmaster.pid();
    }

    public synchronized boolean running() {
        return postmaster != null && postmaster.isAlive();
    }

    /// Stops the server and waits for its end, at most half a minute.
    @Override
    public synchronized void close() throws IOException {
        closing = true;
        notifyAll();
        if (postmaster == null || !postmaster.isAlive()) {
            return;
        }
        try {
            postmaster.stop(binaries, cluster, launch.prefix());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /// A connection of the superuser to the maintenance database.
    DatabaseAddress maintenance() {
        return DatabaseAddress.embedded(port, "postgres");
    }

    private synchronized void begin(Optional<Postmaster> leftOver)
            throws IOException, InterruptedException {
        boolean changed = cluster.configure(port);
        if (leftOver.isPresent() && changed) {
            leftOver.get().stop(binaries, cluster, launch.prefix());
        }
        boolean taken = leftOver.isPresent() && !changed && takeOver(leftOver.get());
        Postmaster running = taken ? leftOver.get() : spawnPatiently();
        postmaster = running;
        watch(running);
    }

    /// False where the server ends: whoever started it may have told it to, before he was killed.
    private boolean takeOver(Postmaster running) throws IOException, InterruptedException {
        postmaster = running;
        try {
            awaitReady(running);
        } catch (IOException e) {
            if (running.isAlive()) {
                throw e;
            }
            return false;
        }
        launch.reports().accept("took over the database of an earlier start");
        return true;
    }

    /// The processes of a server that was killed need a moment to see it, and no other starts before they are gone.
    private Postmaster spawnPatiently() throws IOException, InterruptedException {
        long until = System.nanoTime() + TO_LET_GO.toNanos();
        while (true) {
            Postmaster next = spawn();
            postmaster = next;
            try {
                awaitReady(next);
                return next;
            } catch (IOException e) {
                boolean otherLives = !next.isAlive() && lastWords().contains(STILL_IN_USE);
                if (!otherLives || System.nanoTime() - until > 0) {
                    throw e;
                }
            }
            wait(BETWEEN_TRIES_MILLIS);
        }
    }

    private Postmaster spawn() throws IOException {
        return Postmaster.spawn(binaries, cluster, launch.prefix(), output());
    }

    private Path output() {
        return launch.data().log().resolve("postgres-start.log");
    }

    private void watch(Postmaster watched) {
        watched.onExit(this::revive);
    }

    /// Starts the server again after it died. The processes of the dead one need a moment to see it and to let go of
    /// their shared memory, so a start may fail at first.
    private synchronized void revive() {
        long pause = 50;
        while (!closing) {
            launch.reports().accept("the database has died; starting it again");
            try {
                Optional<Postmaster> other = Postmaster.leftOver(cluster);
                Postmaster next = other.isPresent() ? other.get() : spawn();
                postmaster = next;
                awaitReady(next);
                launch.reports().accept("the database is back");
                watch(next);
                return;
            } catch (IOException e) {
                launch.reports().accept("the database does not start: " + e.getMessage());
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
                return;
            }
            try {
                // Gives the lock away, so that a stop need not wait for a server that does not
                // start.
                wait(pause);
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
                return;
            }
            pause = Math.min(5_000, pause * 2);
        }
    }

    private void awaitReady(Postmaster started) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + READY.toNanos();
        String reason = "no answer";
        while (System.nanoTime() < deadline) {
            if (!started.isAlive()) {
                throw new IOException(failure());
            }
            if (listens()) {
                try (var _ = maintenance().connect(Cluster.ADMIN, admin)) {
                    return;
                } catch (SQLException e) {
                    // Starting up, or repairing what a crash left.
                    reason = String.valueOf(e.getMessage());
                }
            }
            wait(POLL_MILLIS);
        }
        throw new IOException("the database is not ready: " + reason);
    }

    private boolean listens() {
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 500);
            return true;
        } catch (IOException _) {
            return false;
        }
    }

    private String lastWords() throws IOException {
        return Files.exists(output()) ? Files.readString(output()) : "";
    }

    private String failure() throws IOException {
        String said = Files.exists(output()) ? Cluster.lastLine(output()) : "";
        if (ServerPort.isBusy(port)) {
            return "port " + port + " is taken by " + Proc.ofThisMachine().holderOf(port);
        }
        return "the database ended at once: " + said + " (see " + launch.data().log() + ")";
    }
}
