package org.postern.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The files of the embedded database cluster. Its settings are written anew at each start, so that what the files say
/// is what runs: there are no switches on the command line, and `alter system` is off.
final class Cluster {
    /// The superuser; used to make roles and the database, never to serve.
    static final String ADMIN = "postern_admin";

    static final String ADMIN_SECRET = "admin";

    private static final int INITDB_SECONDS = 120;

    private final Path pg;
    private final Path home;
    private final Path log;

    Cluster(DataDirectory data) {
        this.pg = data.pg();
        this.home = pg.resolve("cluster");
        this.log = data.log();
    }

    Path home() {
        return home;
    }

    /// Makes the cluster when there is none; the folder gets its name when it is whole.
    void create(PostgresBinaries binaries, List<String> prefix, DatabaseSecrets secrets)
            throws IOException, InterruptedException {
        if (Files.isDirectory(home)) {
            checkVersion();
            return;
        }
        Path draft = pg.resolve(".cluster.draft");
        PostgresBinaries.deleteAll(draft);
        secrets.of(ADMIN_SECRET);
        var command = new ArrayList<>(prefix);
        command.add(binaries.program("initdb").toString());
        command.addAll(
                List.of(
                        "--pgdata=" + draft,
                        "--username=" + ADMIN,
                        "--auth=scram-sha-256",
                        "--pwfile=" + secrets.file(ADMIN_SECRET),
                        "--encoding=UTF8",
                        "--locale=C",
                        "--locale-provider=builtin",
                        "--builtin-locale=C.UTF-8",
                        "--data-checksums"));
        run(command);
        Files.move(draft, home, StandardCopyOption.ATOMIC_MOVE);
        DurableFile.forceDirectory(pg);
    }

    /// Writes settings and access rules for a start on a port.
    ///
    /// @return whether they differ from those before, so that a running server must be restarted
    boolean configure(int port) throws IOException {
        boolean settings = replace(home.resolve("postgresql.conf"), settings(port));
        boolean access = replace(home.resolve("pg_hba.conf"), access());
        return settings || access;
    }

    static String access() {
        String services =
                Arrays.stream(DatabaseRole.values())
                        .map(DatabaseRole::login)
                        .map(it -> "host postern %s 127.0.0.1/32 scram-sha-256\n".formatted(it))
                        .collect(Collectors.joining());
        return """
        # Written by Postern at each start. One line for each login; everything else is refused.
        # TYPE DATABASE USER ADDRESS METHOD
        host postern postern_owner 127.0.0.1/32 scram-sha-256
        %shost postgres postern_admin 127.0.0.1/32 scram-sha-256
        local all all reject
        host all all all reject
        """
                .formatted(services);
    }

    /// Sized for a small machine that also runs the gateway; whoever needs more has a server of their own.
    private String settings(int port) {
        return """
        # Written by Postern at each start; changes here are lost.
        listen_addresses = '127.0.0.1'
        port = %d
        unix_socket_directories = ''
        password_encryption = 'scram-sha-256'
        ssl = off
        allow_alter_system = off
        max_connections = 40

        fsync = on
        synchronous_commit = on
        full_page_writes = on
        wal_level = minimal
        max_wal_senders = 0
        min_wal_size = 128MB
        max_wal_size = 1GB
        checkpoint_timeout = 15min

        shared_buffers = 64MB
        work_mem = 4MB
        maintenance_work_mem = 32MB
        effective_cache_size = 256MB
        huge_pages = off
        io_method = sync
        jit = off
        max_worker_processes = 4
        max_parallel_workers_per_gather = 0
        autovacuum_max_workers = 2

        timezone = 'UTC'
        log_timezone = 'UTC'
        datestyle = 'iso, ymd'

        # Statements, parameters and details may hold addresses and subjects: they stay out of the log.
        log_destination = 'stderr'
        logging_collector = on
        log_directory = '%s'
        log_filename = 'postgres-%%a.log'
        log_file_mode = 0600
        log_rotation_age = 1d
        log_rotation_size = 0
        log_truncate_on_rotation = on
        log_line_prefix = '%%m [%%p] %%u '
        log_statement = 'none'
        log_min_error_statement = panic
        log_parameter_max_length = 0
        log_error_verbosity = terse
        """
                .formatted(port, log.toString().replace("'", "''"));
    }

    private void checkVersion() throws IOException {
        String major = Files.readString(home.resolve("PG_VERSION")).strip();
        if (!major.equals(PostgresBinaries.MAJOR)) {
            throw new IOException(
                    "%s is of PostgreSQL %s, this release brings %s: dump it with the release before, or use an external server (database.url)"
                            .formatted(home, major, PostgresBinaries.MAJOR));
        }
    }

    private static boolean replace(Path file, String text) throws IOException {
        if (Files.exists(file) && Files.readString(file).equals(text)) {
            return false;
        }
        DurableFile.write(file, text);
        return true;
    }

    private void run(List<String> command) throws IOException, InterruptedException {
        Path output = log.resolve("initdb.log");
        Process process =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile())
                        .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                        .start();
        if (!process.waitFor(INITDB_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new IOException("initdb did not end, see " + output);
        }
        if (process.exitValue() != 0) {
            throw new IOException("initdb failed: " + lastLine(output));
        }
    }

    static String lastLine(Path file) throws IOException {
        try (Stream<String> lines = Files.lines(file)) {
            return lines.filter(it -> !it.isBlank()).reduce("", (_, last) -> last);
        }
    }
}
