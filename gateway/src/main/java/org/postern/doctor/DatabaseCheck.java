package org.postern.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// Whether the database is up, closed to the network, asks everybody for a password, and gives the services' logins no
/// more than they need.
///
/// @param cluster folder of the embedded cluster; empty where the database is external
/// @param connection a connection of a service
public record DatabaseCheck(Optional<Path> cluster, Connect connection) implements Check {
    private static final String NAME = "database";
    private static final Set<String> WEAK = Set.of("trust", "password", "md5", "ident", "peer");
    private static final Set<String> SAFE = Set.of("scram-sha-256", "reject");
    private static final Set<String> KINDS =
            Set.of("local", "host", "hostssl", "hostnossl", "hostgssenc", "hostnogssenc");

    /// Gives connections.
    @FunctionalInterface
    public interface Connect {
        Connection open() throws SQLException;
    }

    @Override
    public List<Diagnosis> examine() {
        var found = new ArrayList<Diagnosis>();
        cluster.ifPresent(folder -> exposure(folder, found));
        try (Connection open = connection.open()) {
            found.add(Diagnosis.good(NAME, "answers"));
            roles(open, found);
        } catch (SQLException e) {
            found.add(
                    Diagnosis.problem(
                            NAME,
                            "does not answer: " + e.getMessage(),
                            "read the log in pg/; what must be held is put off until it is back"));
        }
        return found;
    }

    private static void exposure(Path folder, List<Diagnosis> found) {
        try {
            int before = found.size();
            for (String line : Files.readAllLines(folder.resolve("pg_hba.conf"))) {
                rule(line, found);
            }
            for (String line : Files.readAllLines(folder.resolve("postgresql.conf"))) {
                setting(line, found);
            }
            if (found.size() == before) {
                found.add(
                        Diagnosis.good(
                                NAME, "on loopback only, and every login needs its password"));
            }
        } catch (IOException e) {
            found.add(
                    Diagnosis.problem(
                            NAME,
                            "its settings cannot be read: " + e,
                            "run this as the gateway's user"));
        }
    }

    private static void rule(String line, List<Diagnosis> found) {
        String plain = line.strip();
        if (plain.isEmpty() || plain.startsWith("#")) {
            return;
        }
        String[] words = plain.split("\\s+", -1);
        String restart = "restart the gateway: it writes pg_hba.conf anew";
        int place = words[0].equals("local") ? 3 : 4;
        String method = words.length > place ? words[place].toLowerCase(Locale.ROOT) : "";
        if (!KINDS.contains(words[0]) || !WEAK.contains(method) && !SAFE.contains(method)) {
            // Also what takes in other files, or has words in quotes: none is written here.
            found.add(
                    Diagnosis.problem(
                            NAME,
                            "pg_hba.conf has a line that is none of ours: " + plain,
                            restart));
            return;
        }
        if (WEAK.contains(method)) {
            found.add(
                    Diagnosis.problem(
                            NAME,
                            "pg_hba.conf lets in without a safe password: " + plain,
                            restart));
        }
        boolean open = !words[0].equals("local") && !method.equals("reject");
        if (open && !words[3].equals("127.0.0.1/32") && !words[3].equals("::1/128")) {
            found.add(
                    Diagnosis.problem(
                            NAME, "pg_hba.conf lets in from elsewhere: " + plain, restart));
        }
    }

    private static void setting(String line, List<Diagnosis> found) {
        String plain = line.strip();
        String restart = "restart the gateway: it writes postgresql.conf anew";
        if (plain.startsWith("listen_addresses")
                && !plain.matches("listen_addresses\\s*=\\s*'127\\.0\\.0\\.1'.*")) {
            found.add(Diagnosis.problem(NAME, "listens beyond loopback: " + plain, restart));
        }
        if (plain.matches("(fsync|synchronous_commit|full_page_writes)\\s*=\\s*'?off.*")) {
            found.add(
                    Diagnosis.problem(
                            NAME, "a commit would not survive a power cut: " + plain, restart));
        }
    }

    private static void roles(Connection connection, List<Diagnosis> found) throws SQLException {
        String sql =
                """
                select rolname, rolsuper or rolcreaterole or rolcreatedb or rolreplication or rolbypassrls
                                or pg_has_role(oid, 'pg_read_server_files', 'member')
                                or pg_has_role(oid, 'pg_write_server_files', 'member')
                                or pg_has_role(oid, 'pg_execute_server_program', 'member') as mighty
                  from pg_roles
                 where rolname in ('postern_mail', 'postern_manager', 'postern_jobs')
                 order by rolname\
                """;
        int seen = 0;
        int mighty = 0;
        try (PreparedStatement query = connection.prepareStatement(sql);
                ResultSet row = query.executeQuery()) {
            while (row.next()) {
                seen++;
                if (row.getBoolean("mighty")) {
                    mighty++;
                    String name = row.getString("rolname");
                    found.add(
                            Diagnosis.problem(
                                    NAME,
                                    name + " may do more than a service needs",
                                    "alter role "
                                            + name
                                            + " nosuperuser nocreaterole nocreatedb noreplication nobypassrls; revoke"
                                            + " pg_*_server_* roles from it"));
                }
            }
        }
        if (seen < 3) {
            found.add(
                    Diagnosis.problem(
                            NAME,
                            "a service login is missing",
                            "restart the gateway: it makes them"));
        } else if (mighty == 0) {
            found.add(Diagnosis.good(NAME, "services have logins of their own with least rights"));
        }
    }
}
