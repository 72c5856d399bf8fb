package org.postern.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import com.unboundid.ldap.listener.InMemoryDirectoryServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postern.directory.LoginStore;
import org.postern.directory.LookupRule;
import org.postern.directory.PeopleRule;
import org.postern.mail.sasl.Mechanism;
import org.postern.mail.sasl.ScramKeys;
import org.postern.receive.Login;
import org.postern.recipients.Credential;
import org.postern.recipients.People;
import org.postern.recipients.Sources;
import org.postern.recipients.TestDirectory;
import org.postern.settings.Authorities;
import org.postern.settings.Secret;
import org.postern.store.Database;
import org.postern.store.DatabaseRole;
import org.postern.store.TestDatabase;

/// Logins of a real database and of a real directory.
@Tag("slow")
@Timeout(120)
class LiveLoginsTest {
    private static final ScramKeys KEYS = ScramKeys.of("stored password", new byte[16], 4096);

    private final Database database = TestDatabase.shared();
    private Optional<PeopleRule> rule = Optional.empty();
    private InMemoryDirectoryServer server;
    private int port;
    private final People people =
            new People(() -> rule, new Site(), _ -> true, Authorities.OF_THE_JDK);
    private final LiveLogins logins = new LiveLogins(database, people);

    @BeforeEach
    void start() throws Exception {
        try (Connection owner = TestDatabase.owner();
                var statement = owner.createStatement()) {
            statement.execute("truncate login");
        }
        server = TestDirectory.start(0);
        port = server.getListenPort();
    }

    @AfterEach
    void stop() {
        people.close();
        server.shutDown(true);
    }

    private final class Site implements Sources.Site {
        @Override
        public Optional<Sources.Defined> lookup(String name) {
            String url = "ldap://127.0.0.1:" + port;
            var lookup = new LookupRule(name, url, "dc=example", "(mail={address})", "reader");
            return Optional.of(new Sources.Defined(lookup, ""));
        }

        @Override
        public Optional<Credential> login(String name) {
            return Optional.of(new Credential(TestDirectory.READER, Secret.parse("secret")));
        }
    }

    private void store(String name) throws SQLException {
        database.transaction(
                DatabaseRole.MANAGER,
                it -> LoginStore.add(it, name, KEYS, List.of("@own.example"), "cli:root"));
    }

    private void askDirectory() {
        rule = Optional.of(new PeopleRule("staff", "(uid={login})", List.of("mail")));
    }

    @Test
    void theStoredLoginIsFoundHoweverItIsWritten() throws Exception {
        store("scanner");
        Login scanner = logins.check("Scanner", "stored password").orElseThrow();
        assertThat(scanner.name()).isEqualTo("scanner");
        assertThat(scanner.senders()).containsExactly("@own.example");
        assertThat(logins.check("scanner", "sesame street")).isEmpty();
        assertThat(logins.find("SCANNER")).contains(scanner);
        assertThat(logins.mechanisms()).containsExactlyInAnyOrder(Mechanism.values());
    }

    /// Somebody changes a password because it was known to others, who may be at work at that moment.
    @Test
    void whoIsLoggedInGoesWithTheLogin() throws Exception {
        store("scanner");
        Login scanner = logins.check("scanner", "stored password").orElseThrow();
        assertThat(logins.isStill(scanner)).isTrue();
        database.transaction(
                DatabaseRole.MANAGER, it -> LoginStore.changeKeys(it, "scanner", KEYS, "cli:root"));
        assertThat(logins.isStill(scanner)).isFalse();
        Login again = logins.check("scanner", "stored password").orElseThrow();
        assertThat(logins.isStill(again)).isTrue();
        database.transaction(DatabaseRole.MANAGER, it -> LoginStore.remove(it, "scanner"));
        assertThat(logins.isStill(again)).isFalse();
        askDirectory();
        Login ann = logins.check("ann", "sesame street").orElseThrow();
        assertThat(logins.isStill(ann)).isTrue();
        rule = Optional.empty();
        assertThat(logins.isStill(ann)).isFalse();
    }

    @Test
    void a16_whoIsNotThereHasKeysThatStayTheSame() throws Exception {
        store("scanner");
        ScramKeys nobody = logins.keys("nobody");
        var again = new LiveLogins(database, people);
        assertThat(again.keys("Nobody").print()).isEqualTo(nobody.print());
        assertThat(logins.keys("somebody").print()).isNotEqualTo(nobody.print());
        assertThat(logins.keys("scanner").print()).isEqualTo(KEYS.print());
        assertThat(logins.check("nobody", "stored password")).isEmpty();
    }

    @Test
    void otherNamesAreThoseOfTheDirectory() throws Exception {
        store("scanner");
        askDirectory();
        assertThat(logins.mechanisms()).containsExactlyInAnyOrder(Mechanism.PLAIN, Mechanism.LOGIN);
        assertThat(logins.check("Ann", "sesame street"))
                .contains(new Login("ann", Set.of("ann@own.example")));
        assertThat(logins.check("scanner", "stored password")).isPresent();
        assertThat(logins.check("bot", "sesame street")).contains(new Login("bot", Set.of()));
        assertThat(logins.check("nobody", "sesame street")).isEmpty();
    }

    /// Somebody in the directory does not become a stored login of the same name.
    @Test
    void l20_theStoredLoginComesFirst() throws Exception {
        store("ann");
        askDirectory();
        assertThat(logins.check("ann", "sesame street")).isEmpty();
        assertThat(logins.check("ann", "stored password")).isPresent();
    }

    @Test
    void l20_whileTheDirectoryIsAwayItsPeopleComeBackLater() throws Exception {
        store("scanner");
        askDirectory();
        server.shutDown(true);
        assertThatIOException().isThrownBy(() -> logins.check("ann", "sesame street"));
        assertThat(logins.check("scanner", "stored password")).isPresent();
    }
}
