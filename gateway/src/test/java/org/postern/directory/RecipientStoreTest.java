package org.postern.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postern.directory.Publication.Published;
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
            statement.execute("truncate recipient, recipient_floor, site_active, site_version");
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

    @Test
    void aListThatIsReplacedGrowsByWhatIsNew() throws SQLException {
        long first =
                replace("ann@own.example", "ben@own.example", "all@own.example: x@far.example");
        long second =
                replace("ben@own.example", "all@own.example: y@far.example", "cat@own.example");
        assertThat(read(first)).containsExactly("all: x@far.example", "ann", "ben");
        assertThat(read(second)).containsExactly("all: y@far.example", "ben", "cat");
        assertThat(rows()).isEqualTo(5);
        assertThat(replace("cat@own.example", "all@own.example: y@far.example", "ben@own.example"))
                .isEqualTo(second);
        assertThat(rows()).isEqualTo(5);
        long back = put(first, "dan@own.example");
        long third = replace("ann@own.example");
        assertThat(read(back)).containsExactly("all: x@far.example", "ann", "ben", "dan");
        assertThat(read(third)).containsExactly("ann");
        assertThat(read(second)).containsExactly("all: y@far.example", "ben", "cat");
        assertThat(read(replace())).isEmpty();
    }

    @Test
    void anEmptyListHasNoRevision() throws SQLException {
        assertThat(replace()).isZero();
    }

    @Test
    void promise11_oldListsAreForgottenWhenNobodyCanGoBackToThem() throws SQLException {
        long first = put(0, "ann@own.example", "ben@own.example");
        publish(first);
        long second = remove(first, "ann");
        publish(second);
        long third = remove(second, "ben");
        publish(third);
        assertThat(forget("2 days")).isZero();
        age(1, "9 days");
        age(2, "5 days");
        assertThat(forget("7 days")).isZero();
        assertThat(read(first)).containsExactly("ann", "ben");
        assertThat(forget("4 days")).isEqualTo(1);
        assertThat(read(second)).containsExactly("ben");
        assertThat(read(third)).isEmpty();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> rollBack(1))
                .withMessageContaining("not kept");
        assertThat(rollBack(2)).isInstanceOf(Published.class);
    }

    @Test
    void aNumberIsNeverGivenTwice() throws SQLException {
        long first = put(0, "ann@own.example");
        publish(first);
        long second = remove(first, "ann");
        publish(second);
        age(1, "9 days");
        age(2, "5 days");
        assertThat(forget("4 days")).isEqualTo(1);
        assertThat(put(second, "ben@own.example")).isGreaterThan(second);
    }

    @Test
    void theListOfADomainThatLeftIsForgottenAsAWhole() throws SQLException {
        long first = put(0, "ann@own.example");
        publish(first);
        publish(Site.UNCONFIGURED.at(1));
        age(1, "9 days");
        age(2, "5 days");
        assertThat(forget("7 days")).isZero();
        assertThat(forget("4 days")).isEqualTo(1);
        assertThat(rows()).isZero();
        assertThat(put(0, "ben@own.example")).isGreaterThan(first);
    }

    private void publish(long list) throws SQLException {
        Site now = mail(it -> SiteStore.active(it).orElse(Site.UNCONFIGURED));
        var route = new DomainRoute(OURS, Destination.Route.to("192.0.2.1", 25)).with(list);
        publish(now.with(route));
    }

    private void publish(Site site) throws SQLException {
        Publication publication =
                database.transaction(
                        DatabaseRole.MANAGER, it -> SiteStore.publish(it, site, "cli:root", ""));
        assertThat(publication).isInstanceOf(Published.class);
    }

    private Publication rollBack(long older) throws SQLException {
        long now = mail(it -> SiteStore.active(it).orElse(Site.UNCONFIGURED)).version();
        return database.transaction(
                DatabaseRole.MANAGER, it -> SiteStore.rollBack(it, older, now, "cli:root", ""));
    }

    private <T> T mail(Database.Work<T> work) throws SQLException {
        return database.transaction(DatabaseRole.MAIL, work);
    }

    /// As if a version had been published so long ago.
    private static void age(long version, String ago) throws SQLException {
        try (Connection owner = TestDatabase.owner();
                var statement = owner.createStatement()) {
            statement.execute(
                    "update site_version set at = now() - interval '"
                            + ago
                            + "' where number = "
                            + version);
        }
    }

    private int forget(String ago) throws SQLException {
        Duration age = Duration.ofDays(Long.parseLong(ago.split(" ", 2)[0]));
        Instant since = Instant.now().minus(age);
        return database.transaction(DatabaseRole.JOBS, it -> OldLists.forget(it, since));
    }

    private static long rows() throws SQLException {
        try (Connection owner = TestDatabase.owner();
                var statement = owner.createStatement();
                var row = statement.executeQuery("select count(*) from recipient")) {
            row.next();
            return row.getLong(1);
        }
    }

    private long replace(String... lines) throws SQLException {
        List<Recipient> entries =
                Stream.of(lines).map(it -> Recipient.parse(it).recipient()).toList();
        return database.transaction(
                DatabaseRole.MANAGER, it -> RecipientStore.replace(it, OURS, entries));
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
