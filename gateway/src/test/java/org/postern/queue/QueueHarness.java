package org.postern.queue;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
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
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.postern.contents.ContentStore;
import org.postern.contents.MasterKeys;
import org.postern.contents.Stock;
import org.postern.custody.Custodian;
import org.postern.inspect.BytesContent;
import org.postern.journal.FilingStore;
import org.postern.journey.Content;
import org.postern.journey.Direction;
import org.postern.journey.Door;
import org.postern.journey.Dossier;
import org.postern.journey.Dossier.Fate;
import org.postern.journey.Dossier.Kind;
import org.postern.journey.DossierDraft;
import org.postern.journey.Envelope;
import org.postern.journey.HandOver;
import org.postern.journey.Journey;
import org.postern.journey.MailId;
import org.postern.journey.NextHop;
import org.postern.journey.Plan;
import org.postern.journey.Shipment;
import org.postern.journey.Transport;
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

/// A queue on a real database, with servers of any behaviour and notes of what it does.
abstract class QueueHarness {
    static final Duration SOON = Duration.ofMinutes(1);

    /// What does not end when it should is waited for at the end of its test.
    private static final Duration DRAIN = Duration.ofMillis(500);

    static final Reply TAKEN = Reply.of(250, "2.0.0", "Taken");
    static final Reply BUSY = Reply.of(451, "4.3.2", "Busy");
    static final Reply NO_USER = Reply.of(550, "5.1.1", "No such user");
    static final String TEXT = "Subject: hello\n\nHello there.\n";

    @TempDir private Path dir;

    final Map<String, Behaviour> servers = new ConcurrentHashMap<>();

    /// Next hops with the clients they were told of.
    final List<String> told = Collections.synchronizedList(new ArrayList<>());

    final List<String> sent = Collections.synchronizedList(new ArrayList<>());
    final List<String> held = Collections.synchronizedList(new ArrayList<>());
    final List<MailId> heldMessages = Collections.synchronizedList(new ArrayList<>());
    final List<String> fates = Collections.synchronizedList(new ArrayList<>());
    final List<String> aside = Collections.synchronizedList(new ArrayList<>());

    /// So many readings from the database end in a bug.
    final AtomicInteger readings = new AtomicInteger();

    /// A permit for each reading that begun, and one for all that may end.
    final Semaphore reading = new Semaphore(0);

    final Semaphore mayRead = new Semaphore(1);

    final List<Queue> started = new ArrayList<>();
    ContentStore contents;
    Queue.Mailboxes mailboxes = List::of;
    QueueSettings settings = settings(Duration.ofDays(5));

    /// What a server does with a message.
    interface Behaviour {
        HandOver take(Envelope envelope) throws InterruptedException;
    }

    /// A server that hears a message and answers only when it may.
    static final class Stalling implements Behaviour {
        final CountDownLatch begun = new CountDownLatch(1);
        final CountDownLatch mayEnd = new CountDownLatch(1);
        private final HandOver result;

        Stalling(HandOver result) {
            this.result = result;
        }

        @Override
        public HandOver take(Envelope envelope) throws InterruptedException {
            begun.countDown();
            mayEnd.await();
            return result;
        }
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
                        owner.prepareStatement(
                                "truncate postern.queued, postern.queue_worker, postern.content_queue, postern.content_chunk_queue")) {
            clear.execute();
        }
    }

    static HandOver mixed(Envelope envelope) {
        if (envelope.recipients().size() == 1) {
            return new HandOver.Accepted(TAKEN);
        }
        return new HandOver.Mixed(
                Map.of(
                        address("ann@mixed.example"), TAKEN,
                        address("busy@mixed.example"), BUSY,
                        address("nobody@mixed.example"), NO_USER));
    }

    static HandOver answer(Reply reply) {
        return reply.isPositive() ? new HandOver.Accepted(reply) : new HandOver.Declined(reply);
    }

    static QueueSettings settings(Duration expiry) {
        return settings(expiry, Duration.ofMinutes(2));
    }

    static QueueSettings settings(Duration expiry, Duration retry) {
        return new QueueSettings(
                Set.of(),
                100,
                20,
                ByteSize.parse("1MiB"),
                new QueueSettings.Retries(retry, retry, expiry, Duration.ofHours(4)));
    }

    /// A queue that takes what is committed at once.
    Queue ready() {
        Queue queue = start(UUID.randomUUID());
        await().atMost(SOON).until(queue::isReady);
        return queue;
    }

    Queue start(UUID... predecessors) {
        Queue queue = Queue.start(parts(), UUID.randomUUID(), List.of(predecessors), DRAIN);
        started.add(queue);
        return queue;
    }

    Queue.Parts parts() {
        return new Queue.Parts(
                database(),
                contents,
                (size, source) -> {
                    if (readings.getAndDecrement() > 0) {
                        throw new IllegalStateException("planted");
                    }
                    var octets = new java.io.ByteArrayOutputStream();
                    source.writeTo(octets);
                    reading.release();
                    mayRead.acquireUninterruptibly();
                    mayRead.release();
                    String text = octets.toString(StandardCharsets.ISO_8859_1);
                    return BytesContent.of(text.replace("\r\n", "\n"));
                },
                (door, to) ->
                        Optional.of(
                                door == Door.FILTER ? new NextHop("beside.example", 25) : hop(to)),
                mailboxes,
                this::deliver,
                this::holdInstead,
                new Noted(),
                settings,
                "gate.example",
                InstantSource.system(),
                new Random());
    }

    void holdInstead(
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
            case "overflow" -> throw new StackOverflowError("planted");
            default -> {
                heldMessages.add(mail.message());
                held.add(reason + " " + recipients + " " + text(octets));
            }
        }
    }

    HandOver deliver(NextHop hop, Shipment shipment, Content content) throws InterruptedException {
        HandOver result =
                servers.getOrDefault(
                                hop.toString().replace(":25", ""),
                                _ -> new HandOver.Accepted(TAKEN))
                        .take(shipment.envelope());
        shipment.behalf().ifPresent(it -> told.add(hop + " " + it.text()));
        if (result instanceof HandOver.Accepted) {
            sent.add(shipment.envelope().recipients() + " " + text(content.octets()));
        }
        return result;
    }

    static NextHop hop(Address to) {
        String domain = to.domain().toString();
        var smtp = new NextHop(domain, 25);
        return domain.startsWith("mailboxes.")
                ? new NextHop(smtp.hops(), Transport.LMTP, Optional.empty(), "")
                : smtp;
    }

    static String text(ByteBuffer octets) {
        return StandardCharsets.ISO_8859_1
                .decode(octets.duplicate())
                .toString()
                .replace("\r\n", "\n");
    }

    private final class Noted implements Queue.Chronicle {
        @Override
        public void attempted(QueuedMail mail, List<Fate> all) {
            overflowFor(mail);
            all.forEach(it ->
                    fates.add(mail.standing().attempts() + " " + it.recipient() + " " + it.kind()));
        }

        @Override
        public void setAside(QueuedMail mail, String why) {
            overflowFor(mail);
            aside.add(mail.message() + " " + why);
        }
    }

    private static void overflowFor(QueuedMail mail) {
        if (mail.envelope().recipients().getFirst().localPart().equals("deep")) {
            throw new StackOverflowError("planted");
        }
    }

    static Database database() {
        return TestDatabase.shared();
    }

    MailId commit(Queue queue, boolean ours, String... recipients) throws IOException {
        return commit(queue, ours, BytesContent.of(TEXT), recipients);
    }

    MailId commit(Queue queue, Content content, String... recipients) throws IOException {
        return commit(queue, false, content, recipients);
    }

    private MailId commit(Queue queue, boolean ours, Content content, String... recipients)
            throws IOException {
        return commit(queue, ours, content, envelope(recipients));
    }

    MailId commit(Queue queue, boolean ours, Content content, Envelope envelope)
            throws IOException {
        return commit(queue, ours, content, dossier(envelope));
    }

    MailId commit(Queue queue, boolean ours, Content content, Dossier dossier) throws IOException {
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
                        content);
        return dossier.id();
    }

    /// A row as a worker leaves it that is lost.
    MailId leased(UUID worker, String recipient, int crashes) throws SQLException {
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
                                            Door.EDGE,
                                            Direction.INBOUND,
                                            "",
                                            new Envelope(
                                                    ReversePath.Null.NULL,
                                                    List.of(address(recipient)),
                                                    false),
                                            QueuedMail.Return.QUARANTINE,
                                            Optional.empty(),
                                            Optional.empty(),
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

    static List<QueuedMail> rows(MailId id) throws SQLException {
        return new QueueDesk(database()).of(id);
    }

    /// What the rows of a message do, whether they can be read or not.
    static List<String> states(MailId id) throws SQLException {
        var states = new ArrayList<String>();
        try (Connection owner = TestDatabase.owner();
                PreparedStatement query =
                        owner.prepareStatement(
                                "select state from postern.queued where message = ?")) {
            query.setObject(1, id.toUuid());
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    states.add(rows.getString(1));
                }
            }
        }
        return states;
    }

    static List<QueuedMail> rowsOfAll() throws SQLException {
        return new QueueDesk(database()).list(QueueDesk.Filter.ALL, 1000);
    }

    static long bodies() throws SQLException {
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

    static Address address(String text) {
        int at = text.indexOf('@');
        return new Address(text.substring(0, at), new Domain.Name(text.substring(at + 1)));
    }

    static Envelope envelope(String... recipients) {
        return new Envelope(
                new ReversePath.Mailbox(address("sender@good.example")),
                Stream.of(recipients).map(QueueHarness::address).toList(),
                false);
    }

    static Dossier dossier(String... recipients) {
        return dossier(envelope(recipients));
    }

    static Dossier dossier(Envelope envelope) {
        return DossierDraft.of(envelope)
                .message(new Dossier.Summary(TEXT.length(), "", "", "hello", ""))
                .ending(
                        new Dossier.Ending(
                                TAKEN, "queued", List.of(new Fate("x", Kind.QUEUED, ""))))
                .dossier();
    }

    /// Does what no service could.
    static void owner(String sql) throws SQLException {
        try (Connection owner = TestDatabase.owner();
                PreparedStatement statement = owner.prepareStatement(sql)) {
            owner.setSchema("postern");
            statement.execute();
        }
    }

    static <T> T mail(Database.Work<T> work) throws SQLException {
        return database().transaction(DatabaseRole.MAIL, work);
    }

    static List<QueuedMail> claimed(Database.Work<List<QueuedMail>> claim) throws SQLException {
        return mail(claim);
    }
}
