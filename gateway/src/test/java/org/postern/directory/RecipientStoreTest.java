package org.postern.directory;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postern.mail.address.Domain;
import org.postern.store.Database;
import org.postern.store.DatabaseRole;
import org.postern.store.TestDatabase;

@Tag("slow")
@Timeout(120)
final class RecipientStoreTest {
    private static final Domain.Name OURS = new Domain.Name("own.example");

    private final Database database = TestDatabase.shared();

    @BeforeEach
    void clear() throws SQLException {
        try (Connection owner = TestDatabase.owner();
                var statement = owner.createStatement()) {
            statement.execute("truncate recipient");
        }
    }

    @Test
    void promise11_everyRevisionStaysAsItWas() throws SQLException {
        long first = put(0, "ann@own.example", "ben@own.example");
        long second = put(first, "cat@own.example", "ben@own.example: x@far.example");
        long third = remove(second, "ann");
        assertThat(read(first)).containsExactly("ann", "ben");
        assertThat(read(second)).containsExactly("ann", "ben: x@far.example", "cat");
        assertThat(read(third)).containsExactly("ben: x@far.example", "cat");
        assertThat(read(0)).isEmpty();
    }

    @Test
    void promise11_afterGoingBackChangesStartFromThere() throws SQLException {
        long first = put(0, "ann@own.example", "ben@own.example");
        long second =
                put(remove(first, "ann"), "cat@own.example", "ben@own.example: x@far.example");
        long back = put(first, "dan@own.example");
        assertThat(read(back)).containsExactly("ann", "ben", "dan");
        assertThat(read(second)).containsExactly("ben: x@far.example", "cat");
        assertThat(read(remove(back, "ann"))).containsExactly("ben", "dan");
        assertThat(read(put(second, "ann@own.example")))
                .containsExactly("ann", "ben: x@far.example", "cat");
    }

    @Test
    void aWholeListTakesThePlaceOfAnother() throws SQLException {
        long first = put(0, "ann@own.example", "ben@own.example");
        List<Recipient> many =
                IntStream.range(0, 5000)
                        .mapToObj(it -> new Recipient("user%04d".formatted(it), List.of()))
                        .toList();
        long second =
                database.transaction(
                        DatabaseRole.MANAGER, it -> RecipientStore.replace(it, OURS, many));
        assertThat(read(second)).hasSize(5000).startsWith("user0000");
        assertThat(read(first)).containsExactly("ann", "ben");
        try (Connection connection = database.connection(DatabaseRole.MAIL)) {
            RecipientList loaded = RecipientStore.load(connection, OURS, second);
            assertThat(loaded.contains("USER4999")).isTrue();
            assertThat(loaded.contains("user5000")).isFalse();
            assertThat(RecipientStore.load(connection, OURS, first).contains("ben")).isTrue();
        }
    }

    private long put(long base, String... lines) throws SQLException {
        List<Recipient> entries =
                Stream.of(lines).map(it -> Recipient.parse(it).recipient()).toList();
        return database.transaction(
                DatabaseRole.MANAGER, it -> RecipientStore.put(it, OURS, base, entries));
    }

    private long remove(long base, String name) throws SQLException {
        return database.transaction(
                DatabaseRole.MANAGER, it -> RecipientStore.remove(it, OURS, base, List.of(name)));
    }

    private List<String> read(long revision) throws SQLException {
        var all = new ArrayList<String>();
        try (Connection connection = database.connection(DatabaseRole.MANAGER)) {
            RecipientStore.read(connection, OURS, revision, it -> all.add(it.toString()));
        }
        return all;
    }
}
