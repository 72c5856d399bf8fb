package org.postern.journal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.postern.journal.Filing.Filed;
import org.postern.journal.Filing.Position;
import org.postern.journey.Dossier;
import org.postern.journey.DossierDraft;
import org.postern.journey.MailId;
import org.postern.settings.Settings;
import org.postern.store.Batch;
import org.postern.store.Database;
import org.postern.store.DatabaseRole;
import org.postern.store.TestDatabase;

/// Filing into a real database, with the rights of the message path.
@Tag("slow")
@Timeout(120)
class FilingStoreTest {
    @TempDir Path temp;

    private final Database database = TestDatabase.shared();
    private final Connections mail = () -> database.connection(DatabaseRole.MAIL);
    private final Samples samples = new Samples(System.nanoTime(), Instant.now());
    private final String node = "node-" + System.nanoTime();

    @Test
    void whatIsFiledTwiceIsThereOnce() throws Exception {
        var store = new FilingStore(mail, node);
        List<Filed> batch = batch();
        assertThat(store.position()).isEqualTo(Position.NONE);
        store.file(batch, new Position("one.journal", 100));
        store.file(batch, new Position("one.journal", 200));
        assertThat(store.position()).isEqualTo(new Position("one.journal", 200));
        for (Filed filed : batch) {
            assertThat(records(filed.event().id())).as(filed.json()).containsExactly(filed.event());
        }
    }

    @Test
    void aBatchIsFiledWholeOrNotAtAll() throws Exception {
        var store = new FilingStore(mail, node);
        List<Filed> batch = batch();
        var broken = new ArrayList<>(batch);
        broken.add(new Filed(batch.getLast().event(), "{\"nul\":\"\\u0000\"}"));
        assertThat(
                        org.assertj.core.api.Assertions.catchThrowableOfType(
                                        SQLException.class,
                                        () -> store.file(broken, new Position("x", 1)))
                                .getSQLState())
                .startsWith("22");
        assertThat(store.position()).isEqualTo(Position.NONE);
        assertThat(records(batch.getFirst().event().id())).isEmpty();
    }

    /// The journal waited for the database longer than partitions are made ahead.
    @Test
    void daysWithoutPartitionAreMade() throws Exception {
        var store = new FilingStore(mail, node);
        var old = new Samples(1, Instant.now().minus(Duration.ofDays(40)));
        Event event = new Event.Judged(old.dossier());
        store.file(List.of(filed(event)), new Position("x", 1));
        assertThat(records(event.id())).containsExactly(event);
    }

    @Test
    void aDossierIsAddedInsideTheCallersTransaction() throws Exception {
        Event.Judged event = new Event.Judged(samples.dossier());
        var batch = new Batch();
        FilingStore.insert(batch, event.dossier());
        try (var connection = mail.open()) {
            connection.setAutoCommit(false);
            batch.write(connection);
            connection.rollback();
            assertThat(records(event.id())).isEmpty();
            batch.write(connection);
            batch.write(connection);
            connection.commit();
        }
        new FilingStore(mail, node).file(List.of(filed(event)), new Position("x", 1));
        assertThat(records(event.id())).containsExactly(event);
    }

    /// Nothing was committed here, so it is seen that nothing is filed.
    @Test
    void whatWasCommittedWithItsMailIsNotFiledOnceMore() throws Exception {
        Dossier kept =
                Stream.generate(samples::dossier).filter(Dossier::isInCustody).findFirst().get();
        Dossier other =
                Stream.generate(samples::dossier).filter(it -> !it.isInCustody()).findFirst().get();
        try (Journal journal = journal()) {
            journal.record(kept);
            journal.record(other);
            assertThat(journal.awaitFiled(Duration.ofMinutes(1))).isTrue();
        }
        assertThat(records(kept.id())).isEmpty();
        assertThat(records(other.id())).containsExactly(new Event.Judged(other));
    }

    @Test
    void j8_promise10_aWholeJournalEndsInTheDatabase() throws Exception {
        var told = new ArrayList<Event>();
        try (Journal journal = journal()) {
            for (int i = 0; i < 1_000; i++) {
                told.add(new Event.Judged(samples.dossier()));
            }
            told.addAll(samples.otherEvents());
            told.add(new Event.Judged(strange(samples)));
            told.forEach(journal::record);
            assertThat(journal.awaitFiled(Duration.ofSeconds(60))).isTrue();
            assertThat(journal.backlog().isEmpty()).isTrue();
            assertThat(journal.counters().keySet()).noneMatch(it -> it.startsWith("lost"));
        }
        for (Event event : told) {
            assertThat(records(event.id())).hasSize(1);
        }
    }

    /// Texts that JSON, arrays and the database treat each in its own way.
    private static Dossier strange(Samples samples) {
        var plain = samples.dossier();
        String odd = "nul \0 half \ud800 sep \u001f quote \" back \\ brace { } comma , null NULL";
        return DossierDraft.like(plain)
                .message(new Dossier.Summary(1, "", odd, odd, odd + " <" + odd + "@x>"))
                .policy(odd)
                .dossier();
    }

    private Journal journal() throws IOException {
        return Journal.open(
                temp.resolve("journal"),
                node,
                JournalSettings.from(Settings.of(Map.of())),
                new FilingStore(mail, node));
    }

    private List<Filed> batch() {
        var batch = new ArrayList<Filed>();
        for (int i = 0; i < 50; i++) {
            batch.add(filed(new Event.Judged(samples.dossier())));
        }
        samples.otherEvents().forEach(event -> batch.add(filed(event)));
        return batch;
    }

    private static Filed filed(Event event) {
        return new Filed(event, new String(EventJson.write(event), UTF_8));
    }

    private List<Event> records(MailId id) throws Exception {
        String sql =
                """
                select record from postern.dossier where id = ?
                union all
                select record from postern.message_event where id = ?\
                """;
        var records = new ArrayList<Event>();
        try (var connection = database.connection(DatabaseRole.MANAGER);
                var statement = connection.prepareStatement(sql)) {
            statement.setObject(1, id.toUuid());
            statement.setObject(2, id.toUuid());
            try (var rows = statement.executeQuery()) {
                while (rows.next()) {
                    records.add(EventJson.read(rows.getString(1)));
                }
            }
        }
        return records;
    }
}
