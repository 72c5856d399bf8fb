package org.postern.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postern.settings.Secret;

/// What each login may do in the embedded server, whole, against committed files. Who changes a grant changes the file.
@Tag("slow")
@Timeout(120)
final class GrantsTest {

    private static final String MATRIX =
            """
            with login as (
              select rolname from pg_roles where rolname ~ '^postern_(mail|manager|jobs)$'
              union all select 'public'
            ), relation as (
              select c.oid, relname, relkind
                from pg_class c join pg_namespace n on n.oid = relnamespace
               where nspname = 'postern' and relkind in ('r', 'p', 'v', 'm', 'S')
                 and relname !~ '_[0-9]{8}$'
            )
            select rolname || ' ' || relname || ' ' || privilege as line
              from login, relation,
                   unnest(array['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'REFERENCES', 'TRIGGER']) privilege
             where relkind <> 'S' and has_table_privilege(rolname, relation.oid, privilege)
            union
            select rolname || ' ' || relname || ' ' || privilege || ' (' || attname || ')'
              from login, relation, pg_attribute,
                   unnest(array['SELECT', 'INSERT', 'UPDATE', 'REFERENCES']) privilege
             where relkind <> 'S' and attrelid = relation.oid and attnum > 0 and not attisdropped
               and has_column_privilege(rolname, relation.oid, attnum, privilege)
               and not has_table_privilege(rolname, relation.oid, privilege)
            union
            select rolname || ' sequence ' || relname || ' ' || privilege
              from login, relation, unnest(array['SELECT', 'USAGE', 'UPDATE']) privilege
             where relkind = 'S' and has_sequence_privilege(rolname, relation.oid, privilege)
            union
            select rolname || ' function ' || proname || ' EXECUTE'
              from login, pg_proc join pg_namespace n on n.oid = pronamespace
             where nspname = 'postern' and has_function_privilege(rolname, pg_proc.oid, 'EXECUTE')
            union
            select rolname || ' schema ' || nspname || ' ' || privilege
              from login, pg_namespace, unnest(array['CREATE', 'USAGE']) privilege
             where nspname in ('postern', 'public') and has_schema_privilege(rolname, nspname, privilege)
            union
            select rolname || ' database ' || datname || ' ' || privilege
              from login, pg_database, unnest(array['CREATE', 'CONNECT', 'TEMPORARY']) privilege
             where datname = current_database() and has_database_privilege(rolname, datname, privilege)
            order by 1\
            """;

    private static final String LOGINS =
            """
            select format('%s super=%s createrole=%s createdb=%s replication=%s bypassrls=%s member-of=%s [%s]',
                     rolname, rolsuper, rolcreaterole, rolcreatedb, rolreplication, rolbypassrls,
                     (select coalesce(string_agg(g.rolname, ',' order by g.rolname), '-')
                        from pg_auth_members m join pg_roles g on g.oid = m.roleid where m.member = r.oid),
                     (select coalesce(array_to_string(array_agg(s order by s), '; '), '')
                        from pg_db_role_setting d, unnest(setconfig) s where d.setrole = r.oid)) as line
              from pg_roles r
             where rolname !~ '^pg_'
             order by 1\
            """;

    private static final String DEFINERS =
            """
            select proname || ' ' || array_to_string(coalesce(proconfig, '{}'), ';') as line
              from pg_proc join pg_namespace n on n.oid = pronamespace
             where nspname = 'postern' and prosecdef
             order by 1\
            """;

    @Test
    void m2_theRightsOfEachLoginAreThoseOfTheGoldenMatrix() throws Exception {
        assertGolden("grants.txt", lines(MATRIX));
    }

    @Test
    void m2_noServiceLoginIsMoreThanALogin() throws Exception {
        assertGolden("logins.txt", lines(LOGINS));
    }

    @Test
    void m2_functionsThatActForTheirOwnerHaveAFixedSearchPath() throws Exception {
        assertThat(lines(DEFINERS))
                .containsExactly(
                        "drop_days search_path=pg_catalog, pg_temp",
                        "make_days search_path=pg_catalog, pg_temp");
    }

    @Test
    void m1_accessRulesAreOneLineForEachLoginAndThenRefusal() throws Exception {
        assertThat(Cluster.access()).doesNotContain("trust", "md5", "password", "0.0.0.0/0");
        String rules =
                """
                select concat_ws(' ', type, array_to_string(database, ','),
                         array_to_string(user_name, ','), address, netmask, auth_method, error) as line
                  from pg_hba_file_rules
                 order by rule_number\
                """;
        assertThat(superuserLines(rules))
                .containsExactly(
                        "host postern postern_owner 127.0.0.1 255.255.255.255 scram-sha-256",
                        "host postern postern_mail 127.0.0.1 255.255.255.255 scram-sha-256",
                        "host postern postern_manager 127.0.0.1 255.255.255.255 scram-sha-256",
                        "host postern postern_jobs 127.0.0.1 255.255.255.255 scram-sha-256",
                        "host postgres postern_admin 127.0.0.1 255.255.255.255 scram-sha-256",
                        "local all all reject",
                        "host all all all reject");
    }

    @Test
    void m1_theServerListensOnLoopbackAndKeepsItsPromisesToTheDisk() throws Exception {
        String settings =
                """
                select name || '=' || setting as line from pg_settings
                 where name in ('listen_addresses', 'unix_socket_directories', 'fsync', 'full_page_writes',
                                'synchronous_commit', 'data_checksums', 'password_encryption', 'allow_alter_system')
                 order by 1\
                """;
        assertThat(superuserLines(settings))
                .containsExactly(
                        "allow_alter_system=off",
                        "data_checksums=on",
                        "fsync=on",
                        "full_page_writes=on",
                        "listen_addresses=127.0.0.1",
                        "password_encryption=scram-sha-256",
                        "synchronous_commit=on",
                        "unix_socket_directories=");
        assertThat(superuserLines("select version() as line").getFirst())
                .contains("PostgreSQL " + PostgresBinaries.VERSION.replaceFirst("\\.0$", ""));
    }

    /// Other users of the machine come in by the same door, as there is no socket file and no rule that asks who they are:
    /// without the password all are alike. Another network cannot reach loopback.
    @Test
    void m1_aWrongPasswordAndAWrongDatabaseAreRefused() throws Exception {
        DatabaseAddress address = TestDatabase.shared().address();
        var secrets = new DatabaseSecrets(TestDatabase.sharedData());
        assertThatThrownBy(() -> address.connect("postern_mail", Secret.parse("wrong")))
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("authentication failed");
        Secret mail = secrets.of(DatabaseRole.MAIL);
        DatabaseAddress other = server().maintenance();
        assertThatThrownBy(() -> other.connect("postern_mail", mail))
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("pg_hba.conf rejects");
        Secret admin = secrets.of(Cluster.ADMIN_SECRET);
        assertThatThrownBy(() -> address.connect(Cluster.ADMIN, admin))
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("pg_hba.conf rejects");
    }

    @Test
    void m2_aServiceCannotReachPastItsRights() throws Exception {
        for (String sql :
                List.of(
                        "update dossier set sender = ''",
                        "delete from site_version",
                        "select record from dossier",
                        "create table postern.mine (a int)",
                        "create temp table mine (a int)",
                        "select pg_read_file('/etc/passwd')",
                        "copy node to program 'true'",
                        "alter role postern_mail createrole",
                        "set role postern_owner",
                        "select drop_days('records', current_date)")) {
            try (Connection connection = TestDatabase.shared().connection(DatabaseRole.MAIL);
                    var statement = connection.createStatement()) {
                assertThatThrownBy(() -> statement.execute(sql))
                        .as(sql)
                        .isInstanceOf(SQLException.class)
                        .extracting(it -> ((SQLException) it).getSQLState())
                        .isEqualTo("42501");
            }
        }
    }

    private static DatabaseServer server() {
        return TestDatabase.shared().server().orElseThrow();
    }

    private static List<String> lines(String sql) throws Exception {
        var secrets = new DatabaseSecrets(TestDatabase.sharedData());
        try (Connection owner =
                TestDatabase.shared()
                        .address()
                        .connect(Logins.OWNER, secrets.of(Logins.OWNER_SECRET))) {
            return lines(owner, sql);
        }
    }

    private static List<String> superuserLines(String sql) throws Exception {
        server();
        var secrets = new DatabaseSecrets(TestDatabase.sharedData());
        try (Connection admin =
                server().maintenance().connect(Cluster.ADMIN, secrets.of(Cluster.ADMIN_SECRET))) {
            return lines(admin, sql);
        }
    }

    private static List<String> lines(Connection connection, String sql) throws SQLException {
        try (var statement = connection.prepareStatement(sql);
                ResultSet rows = statement.executeQuery()) {
            var lines = new ArrayList<String>();
            while (rows.next()) {
                lines.add(rows.getString(1));
            }
            return lines;
        }
    }

    /// Where they differ the new state is written to `target`, ready to be looked at and committed.
    private static void assertGolden(String name, List<String> lines) throws IOException {
        String now = String.join("\n", lines) + "\n";
        Files.writeString(Files.createDirectories(Path.of("target")).resolve(name), now);
        try (var golden = GrantsTest.class.getResourceAsStream(name)) {
            String then =
                    new String(
                            Objects.requireNonNull(golden, name).readAllBytes(),
                            StandardCharsets.UTF_8);
            assertThat(now).isEqualTo(then);
        }
    }
}
