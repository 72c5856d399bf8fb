package org.postern.recipients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.unboundid.ldap.listener.InMemoryDirectoryServer;
import java.io.IOException;
import java.sql.Connection;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postern.directory.LookupRule;
import org.postern.mail.address.Address;
import org.postern.mail.address.Domain;
import org.postern.recipients.Answer.Clear;
import org.postern.settings.Authorities;
import org.postern.settings.Secret;
import org.postern.store.TestDatabase;

/// Addresses in a real LDAP server and a real PostgreSQL.
@Tag("slow")
@Timeout(60)
class DirectorySourceTest {
    private static final String FILTER = "(|(mail={address})(uid={local}))";

    @Test
    void whoIsInTheDirectoryExists() throws Exception {
        InMemoryDirectoryServer server = TestDirectory.start(0);
        try (var source = source(server, "secret")) {
            assertThat(source.ask(address("ann"))).isEqualTo(Clear.KNOWN);
            assertThat(source.ask(address("Ann"))).isEqualTo(Clear.KNOWN);
            assertThat(source.ask(address("cat"))).isEqualTo(Clear.UNKNOWN);
        } finally {
            server.shutDown(true);
        }
    }

    @Test
    void whoHasMoreEntriesThanAreWantedIsKnown() throws Exception {
        InMemoryDirectoryServer server = TestDirectory.start(0);
        for (int i = 0; i < 5; i++) {
            server.add(
                    "dn: cn=group" + i + ",dc=example",
                    "objectClass: group",
                    "cn: group" + i,
                    "mail: team@own.example");
        }
        try (var source = source(server, "secret")) {
            assertThat(source.ask(address("team"))).isEqualTo(Clear.KNOWN);
            assertThat(source.ask(address("cat"))).isEqualTo(Clear.UNKNOWN);
        } finally {
            server.shutDown(true);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"*", "a*", "ann)(uid=*", "x)(|(uid=*", "\\2a", "ann\\"})
    void noAddressChangesTheQuestion(String name) throws Exception {
        InMemoryDirectoryServer server = TestDirectory.start(0);
        try (var source = source(server, "secret")) {
            assertThat(source.ask(address(name))).isEqualTo(Clear.UNKNOWN);
        } finally {
            server.shutDown(true);
        }
    }

    @Test
    void aDirectoryThatWentAwayAndCameBackIsAskedAgain() throws Exception {
        InMemoryDirectoryServer server = TestDirectory.start(0);
        int port = server.getListenPort();
        try (var source = source(server, "secret")) {
            assertThat(source.ask(address("ann"))).isEqualTo(Clear.KNOWN);
            server.shutDown(true);
            assertThat(source.ask(address("ann"))).isInstanceOf(Answer.None.class);
            InMemoryDirectoryServer back = TestDirectory.start(port);
            assertThat(source.ask(address("ann"))).isEqualTo(Clear.KNOWN);
            back.shutDown(true);
        }
    }

    @Test
    void aRefusedLoginIsNoAnswer() throws Exception {
        InMemoryDirectoryServer server = TestDirectory.start(0);
        try (var source = source(server, "wrong")) {
            assertThat(source.ask(address("ann")))
                    .isInstanceOfSatisfying(
                            Answer.None.class, it -> assertThat(it.why()).doesNotContain("wrong"));
        } finally {
            server.shutDown(true);
        }
    }

    @Test
    void whoIsInTheTableExists() throws Exception {
        try (Connection owner = TestDatabase.owner();
                var statement = owner.createStatement()) {
            statement.execute("create table if not exists lookup_people (mail text)");
            statement.execute("truncate lookup_people");
            statement.execute("insert into lookup_people values ('ann@own.example')");
            String url = owner.getMetaData().getURL().replaceFirst("\\?.*", "");
            String query = "select 1 from postern.lookup_people where mail = ? or mail = ?";
            var rule = new LookupRule("people", url, "", query, "");
            try (var source = new SqlSource(rule, Optional.of(owner()))) {
                assertThat(source.ask(address("Ann"))).isEqualTo(Clear.KNOWN);
                assertThat(source.ask(address("' or '1'='1"))).isEqualTo(Clear.UNKNOWN);
            }
            statement.execute("drop table lookup_people");
            try (var source = new SqlSource(rule, Optional.of(owner()))) {
                assertThat(source.ask(address("ann"))).isInstanceOf(Answer.None.class);
            }
        }
    }

    @Test
    void aDatabaseThatIsNotThereIsNoAnswer() {
        var rule =
                new LookupRule(
                        "people",
                        "jdbc:postgresql://127.0.0.1:1/nothing",
                        "",
                        "select 1 where 'x' = ?",
                        "");
        try (var source = new SqlSource(rule, Optional.empty())) {
            assertThat(source.ask(address("ann"))).isInstanceOf(Answer.None.class);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "jdbc:postgresql://h/db?socketFactory=evil.Class",
                "jdbc:postgresql://h/db?sslmode=require&loggerFile=/tmp/x",
                "jdbc:h2:mem:x",
                "http://h/",
                "ldap://directory.example:389",
                "file:///etc/passwd"
            })
    void aLookupLeadsToNothingElse(String url) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new LookupRule("x", url, "", "(mail={address})?", "some-login"));
    }

    private static Credential owner() throws IOException {
        return new Credential("postern_owner", TestDatabase.ownerSecret());
    }

    private static LdapSource source(InMemoryDirectoryServer server, String password) {
        var rule =
                new LookupRule(
                        "people",
                        "ldap://127.0.0.1:" + server.getListenPort(),
                        "dc=example",
                        FILTER,
                        "reader");
        return new LdapSource(
                rule,
                Optional.of(new Credential(TestDirectory.READER, Secret.parse(password))),
                Authorities.OF_THE_JDK);
    }

    private static Address address(String name) {
        return new Address(name, new Domain.Name("own.example"));
    }
}
