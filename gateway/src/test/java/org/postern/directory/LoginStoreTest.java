package org.postern.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postern.mail.sasl.ScramKeys;
import org.postern.store.Database;
import org.postern.store.DatabaseRole;
import org.postern.store.TestDatabase;

@Tag("slow")
@Timeout(120)
final class LoginStoreTest {
    private static final ScramKeys KEYS = ScramKeys.of("sesame street", new byte[16], 4096);
    private static final ScramKeys OTHER = ScramKeys.of("another", new byte[16], 4096);

    private final Database database = TestDatabase.shared();

    @BeforeEach
    void clear() throws SQLException {
        try (Connection owner = TestDatabase.owner();
                var statement = owner.createStatement()) {
            statement.execute("truncate login");
        }
    }

    private boolean add(String name, String... senders) throws SQLException {
        return database.transaction(
                DatabaseRole.MANAGER,
                it -> LoginStore.add(it, name, KEYS, List.of(senders), "cli:root"));
    }

    private Optional<LoginRow> find(String name) throws SQLException {
        return database.transaction(DatabaseRole.MAIL, it -> LoginStore.find(it, name));
    }

    private boolean remove(String name) throws SQLException {
        return database.transaction(DatabaseRole.MANAGER, it -> LoginStore.remove(it, name));
    }

    private boolean change(String name) throws SQLException {
        return database.transaction(
                DatabaseRole.MANAGER, it -> LoginStore.changeKeys(it, name, OTHER, "cli:ann"));
    }

    @Test
    void whatIsAddedIsFoundByTheMessagePath() throws SQLException {
        assertThat(add("ann", "ann@example.org", "@example.net")).isTrue();
        LoginRow ann = find("ann").orElseThrow();
        assertThat(ann.senders()).containsExactly("ann@example.org", "@example.net");
        assertThat(ann.keys().fit("sesame street")).isTrue();
        assertThat(ann.changedBy()).isEqualTo("cli:root");
        assertThat(find("Ann")).isEmpty();
    }

    @Test
    void aLoginIsAddedOnceChangedAndRemoved() throws SQLException {
        assertThat(add("ann", "ann@example.org")).isTrue();
        assertThat(add("ann", "boss@example.org")).isFalse();
        assertThat(change("ann")).isTrue();
        List<LoginRow> all = database.transaction(DatabaseRole.MANAGER, LoginStore::all);
        assertThat(all).hasSize(1);
        assertThat(all.getFirst().senders()).containsExactly("ann@example.org");
        assertThat(all.getFirst().keys().fit("another")).isTrue();
        assertThat(remove("ann")).isTrue();
        assertThat(remove("ann")).isFalse();
        assertThat(change("ann")).isFalse();
    }

    @Test
    void theMessagePathChangesNoLogin() {
        Database.Work<Boolean> work = it -> LoginStore.add(it, "eve", KEYS, List.of(), "eve");
        assertThatThrownBy(() -> database.transaction(DatabaseRole.MAIL, work))
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("permission denied");
    }

    @Test
    void theSecretOfNobodyStays() throws SQLException {
        byte[] secret = database.transaction(DatabaseRole.MAIL, LoginStore::secret);
        assertThat(secret).hasSize(32);
        byte[] again = database.transaction(DatabaseRole.MAIL, LoginStore::secret);
        assertThat(again).isEqualTo(secret);
    }
}
