package org.postern.store;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;

/// The main process of a PostgreSQL server, started by us or left over from a process of ours that was killed.
final class Postmaster {
    private static final Duration FAST_STOP = Duration.ofSeconds(20);
    private static final Duration IMMEDIATE_STOP = Duration.ofSeconds(5);
    private static final Duration TO_BE_REAPED = Duration.ofSeconds(10);

    private final ProcessHandle process;

    private Postmaster(ProcessHandle process) {
        this.process = process;
    }

    /// Starts a server; it is not ready yet.
    ///
    /// It leads a session of its own: an interrupt from the terminal is meant for the gateway, which stops the database
    /// last.
    static Postmaster spawn(
            PostgresBinaries binaries, Cluster cluster, List<String> prefix, Path output)
            throws IOException {
        var command = new ArrayList<>(prefix);
        Path setsid = Path.of("/usr/bin/setsid");
        if (Files.isExecutable(setsid)) {
            command.add(setsid.toString());
        }
        command.add(binaries.program("postgres").toString());
        command.addAll(List.of("-D", cluster.home().toString()));
        var builder =
                new ProcessBuilder(command)
                        .directory(cluster.home().toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile())
                        .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
        // Nothing of the caller's environment may steer the server (PGPORT, PGOPTIONS and the
        // like).
        builder.environment().keySet().removeIf(it -> it.startsWith("PG"));
        return new Postmaster(builder.start().toHandle());
    }

    /// The server that still runs on this cluster, if there is one. A pid file that names another program is removed:
    /// after a restart of the machine or the container the number may belong to anybody.
    static Optional<Postmaster> leftOver(Cluster cluster) throws IOException {
        Path file = cluster.home().resolve("postmaster.pid");
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        String first = Files.readString(file).lines().findFirst().orElse("").strip();
        Optional<ProcessHandle> process =
                first.matches("[0-9]{1,10}")
                        ? ProcessHandle.of(Long.parseLong(first)).filter(ProcessHandle::isAlive)
                        : Optional.empty();
        if (process.isPresent() && isPostmaster(process.get().pid(), cluster)) {
            return process.map(Postmaster::new);
        }
        // The file of a server that has just ended stays: PostgreSQL finds its last processes by
        // it.
        if (process.filter(ProcessHandle::isAlive).isPresent() || first.isEmpty()) {
            Files.deleteIfExists(file);
        }
        return Optional.empty();
    }

    private static boolean isPostmaster(long pid, Cluster cluster) throws IOException {
        Path proc = Path.of("/proc").resolve(Long.toString(pid));
        awaitReaped(proc);
        try {
            return Files.readString(proc.resolve("comm")).strip().equals("postgres")
                    && Files.readSymbolicLink(proc.resolve("cwd"))
                            .equals(cluster.home().toRealPath());
        } catch (IOException e) {
            if (!Files.exists(proc)) {
                return false;
            }
            throw new IOException("cannot see whether process " + pid + " is our database", e);
        }
    }

    /// Who was killed together with its parent keeps its number until somebody takes note of its end; nothing can be seen
    /// of it meanwhile.
    private static void awaitReaped(Path proc) {
        long until = System.nanoTime() + TO_BE_REAPED.toNanos();
        while (isZombie(proc) && System.nanoTime() - until < 0) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
    }

    /// Whether a process has ended, and only its number is left (`man 5 proc_pid_stat`).
    private static boolean isZombie(Path proc) {
        try {
            String stat = Files.readString(proc.resolve("stat"), StandardCharsets.ISO_8859_1);
            return stat.startsWith("Z", stat.lastIndexOf(')') + 2);
        } catch (IOException _) {
            return false;
        }
    }

    long pid() {
        return process.pid();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /// Runs something when the process ends, whoever ends it.
    void onExit(Runnable then) {
        Thread.ofVirtual()
                .name("database-watch")
                .start(() -> {
                    process.onExit().join();
                    then.run();
                });
    }

    /// Stops the server: clients are disconnected, data are flushed. When it does not end in time it is stopped without
    /// a flush, which the next start repairs from the write-ahead log.
    void stop(PostgresBinaries binaries, Cluster cluster, List<String> prefix)
            throws IOException, InterruptedException {
        signal("INT", binaries, cluster, prefix);
        if (ended(FAST_STOP)) {
            return;
        }
        signal("QUIT", binaries, cluster, prefix);
        if (!ended(IMMEDIATE_STOP)) {
            process.destroyForcibly();
            if (!ended(IMMEDIATE_STOP)) {
                throw new IOException("process " + pid() + " of the database does not end");
            }
        }
    }

    private boolean ended(Duration patience) throws InterruptedException {
        try {
            process.onExit().get(patience.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException _) {
            return false;
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    /// The JDK can send TERM and KILL only, of which TERM waits for every client to leave.
    private void signal(
            String name, PostgresBinaries binaries, Cluster cluster, List<String> prefix)
            throws IOException, InterruptedException {
        var command = new ArrayList<>(prefix);
        command.add(binaries.program("pg_ctl").toString());
        command.addAll(List.of("kill", name, Long.toString(pid())));
        Process kill =
                new ProcessBuilder(command)
                        .directory(cluster.home().toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start();
        if (!kill.waitFor(5, TimeUnit.SECONDS)) {
            kill.destroyForcibly();
        }
    }
}
