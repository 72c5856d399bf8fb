package org.postern.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.postern.directory.Publication.Overtaken;
import org.postern.directory.Publication.Published;
import org.postern.mail.address.Domain;
import org.postern.settings.Network;
import org.postern.store.DataDirectory;
import org.postern.store.Database;
import org.postern.store.DatabaseRole;
import org.postern.store.TestDatabase;

@Tag("slow")
@Timeout(120)
final class DirectoryTest {
    private static final Domain.Name OURS = new Domain.Name("example.org");
    private static final DomainRoute ROUTE =
            new DomainRoute(OURS, Destination.Route.to("192.0.2.1", 25));

    @TempDir private Path directory;
    private final Database database = TestDatabase.shared();
    private final Queue<String> reports = new ConcurrentLinkedQueue<>();
    private DataDirectory data;

    @BeforeEach
    void clearSite() throws IOException, SQLException {
        data = new DataDirectory(directory).create();
        try (Connection owner = TestDatabase.owner();
                var statement = owner.createStatement()) {
            statement.execute("truncate site_active, site_version");
        }
    }

    @Test
    void anUnconfiguredSiteTakesMailForTheExampleOnly() {
        Directory unconfigured = Directory.open(data, reports::add);
        assertThat(unconfigured.site().isUnconfigured()).isTrue();
        assertThat(unconfigured.destination(new Domain.Name("postern.example")))
                .contains(Destination.BuiltInSink.SINK);
        assertThat(unconfigured.destination(OURS)).isEmpty();
        assertThat(unconfigured.isRelayClient(InetAddress.getLoopbackAddress())).isFalse();
    }

    @Test
    void theFirstDomainEndsTheExample() throws SQLException {
        Published published = publish(Site.UNCONFIGURED.with(ROUTE));
        Directory now = Directory.open(data, reports::add);
        now.refresh(database);
        assertThat(now.site()).isEqualTo(published.site());
        assertThat(now.destination(OURS)).contains(ROUTE.nextHop());
        assertThat(now.destination(new Domain.Name("postern.example"))).isEmpty();
        assertThat(reports).anyMatch(it -> it.contains("is in force"));
    }

    @Test
    void n7_whoPublishesFromAnOldVersionIsToldSo() throws SQLException {
        Site first = publish(Site.UNCONFIGURED.with(ROUTE)).site();
        Site second = publish(first.without(OURS)).site();
        Publication late =
                database.transaction(
                        DatabaseRole.MANAGER,
                        it -> SiteStore.publish(it, first.withRelayNetworks(List.of()), "b", ""));
        assertThat(late).isEqualTo(new Overtaken(second.version()));
        assertThat(active()).contains(second);
    }

    @Test
    void ofManyWhoPublishAtOnceOneWins() throws Exception {
        try (ExecutorService people = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Publication>> all =
                    people.invokeAll(
                            Collections.nCopies(
                                    4,
                                    () ->
                                            database.transaction(
                                                    DatabaseRole.MANAGER,
                                                    it ->
                                                            SiteStore.publish(
                                                                    it,
                                                                    Site.UNCONFIGURED.with(ROUTE),
                                                                    "a",
                                                                    ""))));
            int won = 0;
            for (Future<Publication> one : all) {
                won += one.get() instanceof Published ? 1 : 0;
            }
            assertThat(won).isEqualTo(1);
        }
    }

    @Test
    void promise11_goingBackPublishesTheOldContentAnew() throws SQLException {
        Site first = publish(Site.UNCONFIGURED.with(ROUTE)).site();
        Site second = publish(first.without(OURS)).site();
        Publication back =
                database.transaction(
                        DatabaseRole.MANAGER,
                        it ->
                                SiteStore.rollBack(
                                        it,
                                        first.version(),
                                        second.version(),
                                        "b",
                                        "it was right"));
        assertThat(back).isInstanceOf(Published.class);
        assertThat(active().orElseThrow().domains()).isEqualTo(first.domains());
        List<Change> history =
                database.transaction(DatabaseRole.MANAGER, it -> SiteStore.history(it, 10));
        assertThat(history).extracting(Change::active).containsExactly(true, false, false);
        assertThat(history.getFirst().note()).isEqualTo("back to version 1: it was right");
        assertThat(history.getLast().author()).isEqualTo("a");
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        database.transaction(
                                DatabaseRole.MANAGER,
                                it -> SiteStore.rollBack(it, 999_999, 0, "b", "")));
    }

    @Test
    void promise11_eachVersionTellsWhatItChanged() throws SQLException {
        Network ten = Network.parse("10.0.0.0/8");
        Site first = publish(Site.UNCONFIGURED.with(ROUTE)).site();
        Site second = publish(first.withRelayNetworks(List.of(ten))).site();
        assertThat(first.changesSince(Site.UNCONFIGURED))
                .containsExactly(
                        "- postern.example → built-in-sink", "+ example.org → 192.0.2.1:25");
        assertThat(second.changesSince(first)).containsExactly("+ relay 10.0.0.0/8");
        assertThat(first.changesSince(second)).containsExactly("- relay 10.0.0.0/8");
        List<Change> history =
                database.transaction(DatabaseRole.MANAGER, it -> SiteStore.history(it, 10));
        assertThat(history).extracting(Change::site).containsExactly(second, first);
    }

    @Test
    void promise11_alsoTheFirstChangeCanBeTakenBack() throws SQLException {
        Site first = publish(Site.UNCONFIGURED.with(ROUTE)).site();
        Publication back =
                database.transaction(
                        DatabaseRole.MANAGER,
                        it -> SiteStore.rollBack(it, 0, first.version(), "b", ""));
        assertThat(back).isInstanceOf(Published.class);
        Site now = active().orElseThrow();
        assertThat(now.isUnconfigured()).isTrue();
        assertThat(now.with(ROUTE).domains()).containsExactly(ROUTE);
    }

    /// What a crash of the database does to a sequence, which writes ahead.
    @Test
    void versionsAreNumberedWithoutGaps() throws SQLException {
        Site first = publish(Site.UNCONFIGURED.with(ROUTE)).site();
        try (Connection owner = TestDatabase.owner();
                var statement = owner.createStatement()) {
            statement.execute(
                    "select setval(pg_get_serial_sequence('site_version', 'number'), 1000)");
        }
        Site second = publish(first.without(OURS)).site();
        assertThat(List.of(first.version(), second.version())).containsExactly(1L, 2L);
    }

    @Test
    void j8_aStartWithoutADatabaseKnowsTheDomains() throws Exception {
        Site site =
                publish(
                                Site.UNCONFIGURED
                                        .with(ROUTE)
                                        .withRelayNetworks(List.of(Network.parse("10.0.0.0/8"))))
                        .site();
        Directory.open(data, reports::add).refresh(database);
        Directory later = Directory.open(data, reports::add);
        assertThat(later.site()).isEqualTo(site);
        assertThat(later.isRelayClient(InetAddress.ofLiteral("10.1.2.3"))).isTrue();
        assertThat(later.isRelayClient(InetAddress.ofLiteral("11.1.2.3"))).isFalse();
        Path cache = data.run().resolve("site.json");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(cache)))
                .isEqualTo("rw-------");

        Files.writeString(cache, "{\"version\":");
        assertThat(Directory.open(data, reports::add).site().isUnconfigured()).isTrue();
        assertThat(reports).anyMatch(it -> it.contains("is of no use"));
    }

    @Test
    void aChangeIsSeenWithoutARestart() throws Exception {
        try (Directory following = Directory.open(data, reports::add)) {
            following.follow(database, Duration.ofMillis(50));
            publish(Site.UNCONFIGURED.with(ROUTE));
            await().atMost(Duration.ofMinutes(1))
                    .until(() -> following.destination(OURS).isPresent());
        }
    }

    @Test
    void whatCannotBeUnderstoodLeavesTheLastGoodVersion() throws SQLException {
        Directory now = Directory.open(data, reports::add);
        Site good = publish(Site.UNCONFIGURED.with(ROUTE)).site();
        now.refresh(database);
        try (Connection owner = TestDatabase.owner();
                var statement = owner.createStatement()) {
            statement.execute("update site_version set content = content || '{\"later\": 1}'");
        }
        now.refresh(database);
        assertThat(now.site()).isEqualTo(good);
        assertThat(reports).anyMatch(it -> it.contains("stays in force"));
    }

    @Test
    void rightsAreGivenOnceAndTakenOnce() throws SQLException {
        var grant = new RightGrant("user:a@example.org", "release", "site");
        assertThat(granted(grant)).isTrue();
        assertThat(granted(grant)).isFalse();
        List<RightGrant> grants =
                database.transaction(
                        DatabaseRole.MANAGER, it -> RightStore.of(it, grant.principal()));
        assertThat(grants).containsExactly(grant);
        boolean revoked =
                database.transaction(DatabaseRole.MANAGER, it -> RightStore.revoke(it, grant));
        assertThat(revoked).isTrue();
    }

    private boolean granted(RightGrant grant) throws SQLException {
        return database.transaction(
                DatabaseRole.MANAGER, it -> RightStore.grant(it, grant, "test"));
    }

    private Published publish(Site site) throws SQLException {
        Publication result =
                database.transaction(
                        DatabaseRole.MANAGER, it -> SiteStore.publish(it, site, "a", "a note"));
        assertThat(result).isInstanceOf(Published.class);
        return (Published) result;
    }

    private Optional<Site> active() throws SQLException {
        return database.transaction(DatabaseRole.MAIL, SiteStore::active);
    }
}
