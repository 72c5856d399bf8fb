package org.postern.blocklist.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postern.mail.address.IpAddress;
import org.postern.store.Database;
import org.postern.store.DatabaseRole;
import org.postern.store.TestDatabase;

/// Lists in a real database.
@Tag("slow")
class LocalListsTest {
    private static final Instant NOW = Instant.parse("2026-11-22T20:00:00Z");

    private final Database database = TestDatabase.shared();
    private final List<String> reports = new ArrayList<>();

    @TempDir private Path folder;

    private static Entry entry(ListKind list, String line) {
        EntryText.Line read = EntryText.parse(line).orElseThrow();
        return new Entry(list, read.clients(), read.comment(), "", NOW, read.expires());
    }

    private void put(String by, Entry... entries) throws SQLException {
        database.transaction(
                DatabaseRole.MANAGER,
                it -> {
                    EntryStore.put(it, List.of(entries), by);
                    return true;
                });
    }

    private LocalLists lists() {
        return LocalLists.open(folder.resolve("clients.txt"), reports::add);
    }

    private static Optional<Entry> blocked(LocalLists lists, String address) {
        return lists.now().block().find(IpAddress.parse(address).orElseThrow(), NOW);
    }

    @Test
    void promise11_aChangeHasAnAuthorAndTakesThePlaceOfTheOneBefore() throws SQLException {
        put("ann", entry(ListKind.BLOCK, "198.51.100.1 # sends worms"));
        put("ben", entry(ListKind.BLOCK, "198.51.100.1 expires=2027-01-31 # for a while"));
        try (LocalLists lists = lists()) {
            lists.refresh(database);

            Entry found = blocked(lists, "198.51.100.1").orElseThrow();
            assertThat(found.author()).isEqualTo("ben");
            assertThat(found.comment()).isEqualTo("for a while");
            assertThat(found.expires()).contains(Instant.parse("2027-01-31T00:00:00Z"));
        }
        assertThat(history("198.51.100.1")).containsExactly("ann ben", "ben null");
    }

    /// Who added each entry, and who ended it.
    private static List<String> history(String client) throws SQLException {
        var all = new ArrayList<String>();
        try (Connection connection = TestDatabase.owner();
                var statement =
                        connection.prepareStatement(
                                "select added_by, ended_by from postern.client_entry where client = ?"
                                        + " order by id")) {
            statement.setString(1, client);
            try (var rows = statement.executeQuery()) {
                while (rows.next()) {
                    all.add(rows.getString(1) + " " + rows.getString(2));
                }
            }
        }
        return all;
    }

    @Test
    void whatIsRemovedCountsNoMore() throws SQLException {
        put("ann", entry(ListKind.BLOCK, "198.51.100.2"), entry(ListKind.ALLOW, "198.51.100.2"));
        Clients client = Clients.parse("198.51.100.2");
        List<Clients> wanted = List.of(client, Clients.parse("198.51.100.99"));
        try (LocalLists lists = lists()) {
            lists.refresh(database);
            assertThat(blocked(lists, "198.51.100.2")).isPresent();

            List<Clients> gone =
                    database.transaction(
                            DatabaseRole.MANAGER,
                            it -> EntryStore.remove(it, ListKind.BLOCK, wanted, "ben"));
            assertThat(gone).containsExactly(client);
            lists.refresh(database);

            assertThat(blocked(lists, "198.51.100.2")).isEmpty();
            assertThat(lists.now().allow().find(IpAddress.parse("198.51.100.2").orElseThrow(), NOW))
                    .isPresent();
        }
    }

    @Test
    void h1_withoutADatabaseTheListsOfTheLastRunCount() throws SQLException {
        put(
                "ann",
                entry(ListKind.BLOCK, "198.51.100.3 # why"),
                entry(ListKind.ALLOW, ".example.org"));
        try (LocalLists lists = lists()) {
            lists.refresh(database);
        }
        try (LocalLists later = lists()) {
            assertThat(blocked(later, "198.51.100.3")).isPresent();
            assertThat(later.now().allow().hasNames()).isTrue();
            assertThat(later.now().standing().enabled()).isTrue();
        }
        assertThat(reports).isEmpty();
    }

    @Test
    void aCopyThatCannotBeReadIsToldAndNotUsed() throws Exception {
        Files.writeString(folder.resolve("clients.txt"), "block 192.0.2.0/24\nnonsense here\n");
        try (LocalLists lists = lists()) {
            assertThat(lists.now().size()).isZero();
        }
        assertThat(reports).singleElement().asString().contains("is of no use: a line of no list");
    }

    @Test
    void whetherClientsAreTestedIsTheSites() throws SQLException {
        turn(false, Optional.of(Standing.OnFailure.TEMPFAIL));
        try (LocalLists lists = lists()) {
            lists.refresh(database);
            Standing off = lists.now().standing();
            assertThat(off.enabled()).isFalse();
            assertThat(off.onFailure()).contains(Standing.OnFailure.TEMPFAIL);
            assertThat(off.by()).isEqualTo("ann");

            turn(true, Optional.empty());
            lists.refresh(database);
            assertThat(lists.now().standing().enabled()).isTrue();
            assertThat(lists.now().standing().onFailure()).contains(Standing.OnFailure.TEMPFAIL);
            assertThat(lists.now().standing().revision()).isGreaterThan(off.revision());
        }
    }

    private void turn(boolean enabled, Optional<Standing.OnFailure> onFailure) throws SQLException {
        database.transaction(
                DatabaseRole.MANAGER,
                it -> {
                    EntryStore.change(it, enabled, onFailure, "ann");
                    return true;
                });
    }
}
