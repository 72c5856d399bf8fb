package org.postern.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postern.contents.ContentStore;
import org.postern.contents.MasterKeys;
import org.postern.contents.Stock;
import org.postern.custody.Custodian;
import org.postern.inspect.BytesContent;
import org.postern.journal.FilingStore;
import org.postern.journey.Client;
import org.postern.journey.Content;
import org.postern.journey.Direction;
import org.postern.journey.Door;
import org.postern.journey.Dossier;
import org.postern.journey.Dossier.Fate;
import org.postern.journey.Dossier.Kind;
import org.postern.journey.Envelope;
import org.postern.journey.Evidence;
import org.postern.journey.HandOver;
import org.postern.journey.Journey;
import org.postern.journey.MailId;
import org.postern.journey.NextHop;
import org.postern.journey.Plan;
import org.postern.mail.address.Address;
import org.postern.mail.address.Domain;
import org.postern.mail.address.ReversePath;
import org.postern.mail.smtp.Reply;
import org.postern.settings.ByteSize;
import org.postern.store.Batch;
import org.postern.store.DataDirectory;
import org.postern.store.Database;
import org.postern.store.DatabaseRole;
import org.postern.store.GroupCommit;
import org.postern.store.TestDatabase;

@Tag("slow")
class QueueTest {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final Reply TAKEN = Reply.of(250, "2.0.0", "Taken");
    private static final Reply BUSY = Reply.of(451, "4.3.2", "Busy");
    private static final Reply NO_USER = Reply.of(550, "5.1.1", "No such user");
    private static final String TEXT = "Subject: hello\n\nHello there.\n";

    @TempDir private Path dir;

    private final Map<String, Behaviour> servers = new ConcurrentHashMap<>();
    private final List<String> sent = Collections.synchronizedList(new ArrayList<>());
    private final List<String> held = Collections.synchronizedList(new ArrayList<>());
    private final List<String> fates = Collections.synchronizedList(new ArrayList<>());
    private final List<String> aside = Collections.synchronizedList(new ArrayList<>());
    private final List<Queue> started = new ArrayList<>();
    private ContentStore contents;
    private QueueSettings settings = settings(Duration.ofDays(5));

    /// What a server does with a message.
    private interface Behaviour {
        HandOver take(Envelope envelope) throws InterruptedException;
    }

    @BeforeEach
    void open() throws IOException {
        var keys = MasterKeys.open(new DataDirectory(dir).create());
        contents = new ContentStore(Stock.QUEUE, keys, InstantSource.system());
    }

    @AfterEach
    void close() throws SQLException {
        started.forEach(Queue::close);
        try (Connection owner = TestDatabase.owner();
                PreparedStatement clear =
                        owner.prepareStatement("truncate postern.queued, postern.queue_worker")) {
            clear.execute();
        }
    }

    @Test
    void promise1_whatIsCommittedIsDeliveredAndGone() throws Exception {
        Queue queue = ready();
        MailId id = commit(queue, false, "ann@good.example");
        await().atMost(SOON).until(() -> rows(id).isEmpty() && !fates.isEmpty());
        assertThat(sent).containsExactly("[ann@good.example] " + TEXT);
        assertThat(fates).containsExactly("1 ann@good.example DELIVERED");
        assertThat(bodies()).isZero();
    }

    @Test
    void j10_whatIsPutOffIsTriedAgainUntilItIsTaken() throws Exception {
        settings = settings(Duration.ofDays(5), Duration.ofMillis(50));
        Queue queue = ready();
        var answers = new ArrayList<>(List.of(BUSY, BUSY, TAKEN));
        servers.put("slow.example", _ -> answer(answers.removeFirst()));
        MailId id = commit(queue, false, "ann@slow.example");
        await().atMost(SOON).until(() -> rows(id).isEmpty());
        assertThat(fates)
                .containsExactly(
                        "1 ann@slow.example QUEUED",
                        "2 ann@slow.example QUEUED",
                        "3 ann@slow.example DELIVERED");
    }

    @Test
    void j10_noAnswerAfterTheDotIsTriedAgain() throws Exception {
        settings = settings(Duration.ofDays(5), Duration.ofMillis(50));
        Queue queue = ready();
        var results =
                new ArrayList<HandOver>(
                        List.of(new HandOver.InDoubt("gone"), new HandOver.Accepted(TAKEN)));
        servers.put("doubt.example", _ -> results.removeFirst());
        MailId id = commit(queue, false, "ann@doubt.example");
        await().atMost(SOON).until(() -> rows(id).isEmpty());
        assertThat(fates).last().isEqualTo("2 ann@doubt.example DELIVERED");
    }

    @Test
    void promise5_whatIsRefusedGoesToQuarantineForAStranger() throws Exception {
        Queue queue = ready();
        servers.put("picky.example", _ -> answer(NO_USER));
        MailId id = commit(queue, false, "ann@picky.example");
        await().atMost(SOON).until(() -> rows(id).isEmpty() && !fates.isEmpty());
        assertThat(held).containsExactly("undeliverable [ann@picky.example] " + TEXT);
        assertThat(fates).containsExactly("1 ann@picky.example HELD");
        assertThat(sent).isEmpty();
    }

    @Test
    void g3_aSenderOfOursIsToldOnceAndWithTheNullSender() throws Exception {
        Queue queue = ready();
        servers.put("picky.example", _ -> answer(NO_USER));
        commit(queue, true, "ann@picky.example");
        await().atMost(SOON).until(() -> !sent.isEmpty() && rowsOfAll().isEmpty());
        assertThat(held).isEmpty();
        assertThat(sent).hasSize(1);
        assertThat(sent.getFirst())
                .startsWith("[sender@good.example] ")
                .contains("multipart/report", "Auto-Submitted:", "550 5.1.1 No such user");
        assertThat(fates)
                .containsExactly("1 ann@picky.example RETURNED", "1 sender@good.example DELIVERED");
    }

    @Test
    void promise5_aNoticeThatCannotBeDeliveredEndsThere() throws Exception {
        Queue queue = ready();
        servers.put("picky.example", _ -> answer(NO_USER));
        servers.put("good.example", _ -> answer(NO_USER));
        commit(queue, true, "ann@picky.example");
        await().atMost(SOON).until(() -> fates.size() == 2 && rowsOfAll().isEmpty());
        assertThat(fates).last().isEqualTo("1 sender@good.example DISCARDED");
        assertThat(held).isEmpty();
    }

    @Test
    void g4_eachRecipientHasItsOwnOutcome() throws Exception {
        Queue queue = ready();
        servers.put("mixed.example", QueueTest::mixed);
        MailId id =
                commit(
                        queue,
                        false,
                        "ann@mixed.example",
                        "busy@mixed.example",
                        "nobody@mixed.example");
        await().atMost(SOON).until(() -> fates.size() == 3);
        assertThat(fates)
                .containsExactlyInAnyOrder(
                        "1 ann@mixed.example DELIVERED",
                        "1 busy@mixed.example QUEUED",
                        "1 nobody@mixed.example HELD");
        assertThat(rows(id).getFirst().envelope().recipients())
                .containsExactly(address("busy@mixed.example"));
        assertThat(sent).containsExactly("[ann@mixed.example] " + TEXT);
    }

    @Test
    void j10_oneDeadNextHopStarvesNoOther() throws Exception {
        settings = settings(Duration.ofDays(5), Duration.ofMillis(20));
        Queue queue = ready();
        var dead = new CountDownLatch(1);
        servers.put(
                "dead.example",
                _ -> {
                    dead.await();
                    return new HandOver.Failed("no answer");
                });
        for (int i = 0; i < 60; i++) {
            commit(queue, false, "ann" + i + "@dead.example");
        }
        MailId good = commit(queue, false, "ann@good.example");
        await().atMost(SOON).until(() -> rows(good).isEmpty());
        assertThat(sent).containsExactly("[ann@good.example] " + TEXT);
        dead.countDown();
        assertThat(rowsOfAll()).hasSize(60);
    }

    @Test
    void whatExpiresIsGivenUpOnlyAfterSeveralAttempts() throws Exception {
        settings = settings(Duration.ZERO, Duration.ofMillis(10));
        Queue queue = ready();
        servers.put("slow.example", _ -> answer(BUSY));
        MailId id = commit(queue, false, "ann@slow.example");
        await().atMost(SOON).until(() -> rows(id).isEmpty());
        assertThat(fates).hasSize(Settlement.FEWEST_ATTEMPTS);
        assertThat(fates).last().isEqualTo("5 ann@slow.example HELD");
    }

    @Test
    void j1_leasesOfALostWorkerAreTakenByTheNext() throws Exception {
        UUID lost = UUID.randomUUID();
        MailId id = leased(lost, "ann@good.example", 0);
        start(lost);
        await().atMost(SOON).until(() -> rows(id).isEmpty());
        assertThat(sent).containsExactly("[ann@good.example] " + TEXT);
        assertThat(fates).containsExactly("2 ann@good.example DELIVERED");
    }

    @Test
    void leasesOfAWorkerThatIsHeardOfStayItsOwn() throws Exception {
        UUID other = UUID.randomUUID();
        database()
                .transaction(
                        DatabaseRole.MAIL,
                        it -> {
                            QueueStore.heard(it, other, "other");
                            return true;
                        });
        MailId id = leased(other, "ann@good.example", 0);
        Queue queue = ready();
        MailId mine = commit(queue, false, "ben@good.example");
        await().atMost(SOON).until(() -> rows(mine).isEmpty());
        assertThat(rows(id).getFirst().standing().state()).isEqualTo(QueuedMail.State.LEASED);
    }

    @Test
    void j13_aMessageOverWhichWorkersAreLostIsSetAside() throws Exception {
        UUID lost = UUID.randomUUID();
        MailId id = leased(lost, "ann@good.example", QueueStore.MOST_CRASHES - 1);
        start(lost);
        await().atMost(SOON).until(() -> !aside.isEmpty());
        assertThat(rows(id).getFirst().standing().state()).isEqualTo(QueuedMail.State.ASIDE);
        assertThat(sent).isEmpty();
        new QueueDesk(database()).retry(Optional.of(id), "");
        await().atMost(SOON).until(() -> rows(id).isEmpty());
        assertThat(sent).hasSize(1);
    }

    @Test
    void j12_aBodyThatIsDamagedIsSetAsideAndTheRestGoesOn() throws Exception {
        UUID lost = UUID.randomUUID();
        MailId id = leased(lost, "ann@good.example", 0);
        try (Connection owner = TestDatabase.owner();
                PreparedStatement damage =
                        owner.prepareStatement(
                                "update postern.content_chunk_queue set octets = '\\x00'")) {
            damage.execute();
        }
        Queue queue = start(lost);
        await().atMost(SOON).until(() -> !aside.isEmpty());
        MailId other = commit(queue, false, "ben@good.example");
        await().atMost(SOON).until(() -> rows(other).isEmpty());
        assertThat(rows(id).getFirst().standing().state()).isEqualTo(QueuedMail.State.ASIDE);
    }

    /// What the database does not take for its content, or a bug of ours, ends one message's way and nobody else's.
    @ParameterizedTest
    @ValueSource(strings = {"unwritable", "bug"})
    void j13_aResultThatCannotBeWrittenIsSetAsideAndTheRestGoesOn(String which) throws Exception {
        Queue queue = ready();
        servers.put("picky.example", _ -> answer(NO_USER));
        MailId bad = commit(queue, false, which + "@picky.example");
        MailId good = commit(queue, false, "ann@picky.example");
        await().atMost(SOON).until(() -> rows(good).isEmpty() && !aside.isEmpty());
        assertThat(held).containsExactly("undeliverable [ann@picky.example] " + TEXT);
        QueuedMail row = rows(bad).getFirst();
        assertThat(row.standing().state()).isEqualTo(QueuedMail.State.ASIDE);
        assertThat(aside).containsExactly(bad + " " + row.standing().answer());
        MailId later = commit(queue, false, "ben@good.example");
        await().atMost(SOON).until(() -> rows(later).isEmpty());
    }

    @Test
    void aResultIsWrittenOnlyWhereTheLeaseIsStillOurs() throws Exception {
        Queue queue = ready();
        var begun = new CountDownLatch(1);
        var mayEnd = new CountDownLatch(1);
        servers.put(
                "slow.example",
                _ -> {
                    begun.countDown();
                    mayEnd.await();
                    return answer(NO_USER);
                });
        MailId id = commit(queue, false, "ann@slow.example");
        begun.await();
        try (Connection owner = TestDatabase.owner();
                PreparedStatement steal =
                        owner.prepareStatement("update postern.queued set lease = lease + 1")) {
            steal.execute();
        }
        mayEnd.countDown();
        MailId next = commit(queue, false, "ben@good.example");
        await().atMost(SOON).until(() -> rows(next).isEmpty());
        assertThat(rows(id)).hasSize(1);
        assertThat(held).isEmpty();
    }

    @Test
    void administratorsHoldLetGoAndDelete() throws Exception {
        Queue queue = ready();
        servers.put("slow.example", _ -> answer(BUSY));
        MailId id = commit(queue, false, "ann@slow.example");
        var desk = new QueueDesk(database());
        await().atMost(SOON).until(() -> desk.hold(id) == 1);
        assertThat(desk.retry(Optional.empty(), "")).isZero();
        assertThat(desk.list(new QueueDesk.Filter("", "", "@slow.example"), 10))
                .extracting(it -> it.standing().state())
                .containsExactly(QueuedMail.State.HELD);
        assertThat(desk.stats().getFirst().held()).isEqualTo(1);
        assertThat(desk.letGo(id)).isEqualTo(1);
        servers.put("slow.example", _ -> answer(TAKEN));
        queue.look();
        await().atMost(SOON).until(() -> rows(id).isEmpty());
        servers.put("slow.example", _ -> answer(BUSY));
        MailId other = commit(queue, false, "ann@slow.example");
        await().atMost(SOON).until(() -> desk.delete(other) == 1);
        assertThat(rows(other)).isEmpty();
    }

    @Test
    void j14_whatIsUnderWayAtTheEndIsGivenBackUntouched() throws Exception {
        Queue queue = ready();
        var begun = new CountDownLatch(1);
        servers.put(
                "slow.example",
                _ -> {
                    begun.countDown();
                    new CountDownLatch(1).await();
                    return answer(TAKEN);
                });
        MailId id = commit(queue, false, "ann@slow.example");
        begun.await();
        queue.close();
        QueuedMail.Standing standing = rows(id).getFirst().standing();
        assertThat(standing.state()).isEqualTo(QueuedMail.State.WAITING);
        assertThat(standing.crashes()).isZero();
    }

    private static HandOver mixed(Envelope envelope) {
        if (envelope.recipients().size() == 1) {
            return new HandOver.Accepted(TAKEN);
        }
        return new HandOver.Mixed(
                Map.of(
                        address("ann@mixed.example"), TAKEN,
                        address("busy@mixed.example"), BUSY,
                        address("nobody@mixed.example"), NO_USER));
    }

    private static HandOver answer(Reply reply) {
        return reply.isPositive() ? new HandOver.Accepted(reply) : new HandOver.Declined(reply);
    }

    private static QueueSettings settings(Duration expiry) {
        return settings(expiry, Duration.ofMinutes(2));
    }

    private static QueueSettings settings(Duration expiry, Duration retry) {
        return new QueueSettings(
                Set.of(),
                100,
                20,
                ByteSize.parse("1MiB"),
                new QueueSettings.Retries(retry, retry, expiry, Duration.ofHours(4)));
    }

    /// A queue that takes what is committed at once.
    private Queue ready() {
        Queue queue = start(UUID.randomUUID());
        await().atMost(SOON).until(queue::isReady);
        return queue;
    }

    private Queue start(UUID predecessor) {
        Queue queue = Queue.start(parts(), UUID.randomUUID(), predecessor);
        started.add(queue);
        return queue;
    }

    private Queue.Parts parts() {
        return new Queue.Parts(
                database(),
                contents,
                (size, source) -> {
                    var octets = new java.io.ByteArrayOutputStream();
                    source.writeTo(octets);
                    String text = octets.toString(StandardCharsets.ISO_8859_1);
                    return BytesContent.of(text.replace("\r\n", "\n"));
                },
                to -> Optional.of(hop(to)),
                this::deliver,
                this::holdInstead,
                new Noted(),
                settings,
                "gate.example",
                InstantSource.system(),
                new Random());
    }

    private void holdInstead(
            Batch batch,
            QueuedMail mail,
            List<Address> recipients,
            String reason,
            ByteBuffer octets) {
        switch (recipients.getFirst().localPart()) {
            case "unwritable" ->
                    batch.row(
                            "insert into queue_worker (id, node) values (?, ?)",
                            0,
                            row -> {
                                row.setObject(1, UUID.randomUUID());
                                row.setString(2, "no text has a \0");
                            });
            case "bug" -> throw new IllegalStateException("planted");
            default -> held.add(reason + " " + recipients + " " + text(octets));
        }
    }

    private HandOver deliver(NextHop hop, Envelope envelope, byte[] trace, Content content)
            throws InterruptedException {
        HandOver result =
                servers.getOrDefault(
                                hop.toString().replace(":25", ""),
                                _ -> new HandOver.Accepted(TAKEN))
                        .take(envelope);
        if (result instanceof HandOver.Accepted) {
            sent.add(envelope.recipients() + " " + text(content.octets()));
        }
        return result;
    }

    private static NextHop hop(Address to) {
        return new NextHop(to.domain().toString(), 25);
    }

    private static String text(ByteBuffer octets) {
        return StandardCharsets.ISO_8859_1
                .decode(octets.duplicate())
                .toString()
                .replace("\r\n", "\n");
    }

    private final class Noted implements Queue.Chronicle {
        @Override
        public void attempted(QueuedMail mail, List<Fate> all) {
            all.forEach(it ->
                    fates.add(mail.standing().attempts() + " " + it.recipient() + " " + it.kind()));
        }

        @Override
        public void setAside(QueuedMail mail, String why) {
            aside.add(mail.message() + " " + why);
        }
    }

    private static Database database() {
        return TestDatabase.shared();
    }

    private MailId commit(Queue queue, boolean ours, String... recipients) throws IOException {
        Dossier dossier = dossier(recipients);
        List<Plan.Queued> queued =
                dossier.envelope().recipients().stream()
                        .map(it -> new Plan.Queued(it, hop(it)))
                        .toList();
        new Custodian(
                        new GroupCommit(database(), DatabaseRole.MAIL),
                        FilingStore::insert,
                        List.of(queue))
                .commit(
                        new Journey.Accepted(dossier, ours),
                        new Plan.Commit(List.of(), queued, List.of()),
                        BytesContent.of(TEXT));
        return dossier.id();
    }

    /// A row as a worker leaves it that is lost.
    private MailId leased(UUID worker, String recipient, int crashes) throws SQLException {
        MailId id = MailId.next(InstantSource.system(), new Random());
        database()
                .transaction(
                        DatabaseRole.MAIL,
                        it -> {
                            var batch = new Batch();
                            var body = contents.put(batch, BytesContent.of(TEXT).octets());
                            Instant now = Instant.now();
                            var mail =
                                    new QueuedMail(
                                            UUID.randomUUID(),
                                            id,
                                            now,
                                            "gate.example",
                                            hop(address(recipient)).toString(),
                                            Direction.INBOUND,
                                            "",
                                            new Envelope(
                                                    ReversePath.Null.NULL,
                                                    List.of(address(recipient)),
                                                    false),
                                            QueuedMail.Return.QUARANTINE,
                                            "",
                                            BytesContent.of(TEXT).size(),
                                            body,
                                            new QueuedMail.Standing(
                                                    QueuedMail.State.LEASED,
                                                    now,
                                                    now.plus(Duration.ofDays(5)),
                                                    1,
                                                    crashes,
                                                    1,
                                                    "",
                                                    false));
                            QueueStore.insert(batch, mail, worker);
                            batch.write(it);
                            return true;
                        });
        try (Connection owner = TestDatabase.owner();
                PreparedStatement update =
                        owner.prepareStatement(
                                "update postern.queued set crashes = ? where message = ?")) {
            update.setInt(1, crashes);
            update.setObject(2, id.toUuid());
            update.executeUpdate();
        }
        return id;
    }

    private static List<QueuedMail> rows(MailId id) throws SQLException {
        return new QueueDesk(database()).of(id);
    }

    private static List<QueuedMail> rowsOfAll() throws SQLException {
        return new QueueDesk(database()).list(QueueDesk.Filter.ALL, 1000);
    }

    private static long bodies() throws SQLException {
        try (Connection owner = TestDatabase.owner();
                PreparedStatement query =
                        owner.prepareStatement(
                                "select (select count(*) from postern.content_queue)"
                                        + " + (select count(*) from postern.content_chunk_queue)");
                ResultSet row = query.executeQuery()) {
            row.next();
            return row.getLong(1);
        }
    }

    private static Address address(String text) {
        int at = text.indexOf('@');
        return new Address(text.substring(0, at), new Domain.Name(text.substring(at + 1)));
    }

    private static Dossier dossier(String... recipients) {
        var peer = new InetSocketAddress(InetAddress.getLoopbackAddress(), 4711);
        var evidence = new Evidence(List.of());
        return new Dossier(
                MailId.next(InstantSource.system(), new Random()),
                "gate.example",
                Door.EDGE,
                Direction.INBOUND,
                InstantSource.system().instant(),
                new Client(peer, "client.example", true, Optional.empty(), false),
                new Envelope(
                        new ReversePath.Mailbox(address("sender@good.example")),
                        Stream.of(recipients).map(QueueTest::address).toList(),
                        false),
                new Dossier.Summary(TEXT.length(), "", "", "hello", ""),
                "test-1",
                evidence,
                evidence.completeness(),
                List.of(),
                new Dossier.Ending(TAKEN, "queued", List.of(new Fate("x", Kind.QUEUED, ""))),
                List.of());
    }
}
