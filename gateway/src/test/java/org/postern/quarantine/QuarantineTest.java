package org.postern.quarantine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postern.contents.ContentStore;
import org.postern.contents.MasterKeys;
import org.postern.contents.Stock;
import org.postern.custody.Custodian;
import org.postern.inspect.BytesContent;
import org.postern.journey.Content;
import org.postern.journey.Dossier;
import org.postern.journey.DossierDraft;
import org.postern.journey.Envelope;
import org.postern.journey.HandOver;
import org.postern.journey.Journey;
import org.postern.journey.MailId;
import org.postern.journey.NextHop;
import org.postern.journey.Plan;
import org.postern.journey.Routes;
import org.postern.journey.Trace;
import org.postern.mail.address.Address;
import org.postern.mail.address.Domain;
import org.postern.mail.address.ReversePath;
import org.postern.mail.smtp.Reply;
import org.postern.receive.ContentSpool;
import org.postern.settings.ByteSize;
import org.postern.store.DataDirectory;
import org.postern.store.DatabaseRole;
import org.postern.store.GroupCommit;
import org.postern.store.TestDatabase;

@Tag("slow")
class QuarantineTest {
    private static final String TEXT = "From: a@a.example\n\nHeld: \u00e9 and a bare dot\n.\nend\n";
    private static final Reply TAKEN = Reply.of(250, "2.0.0", "Ok");

    private static final int LARGE = 3_000_000;
    private static final ContentSpool.Room ROOM =
            new ContentSpool.Room(
                    ByteSize.parse("64KiB"),
                    ByteSize.parse("1MiB"),
                    ByteSize.parse("4MiB"),
                    ByteSize.parse("4MiB"),
                    new ByteSize(0));

    @TempDir Path folder;

    private final Map<MailId, Dossier> filed = new ConcurrentHashMap<>();
    private final List<String> told = new ArrayList<>();
    private final List<String> sent = new ArrayList<>();
    private final AtomicInteger handOvers = new AtomicInteger();
    private Journey.Delivery delivery =
            (_, shipment, content) -> take(shipment.trace(), content.octets());
    private MasterKeys keys;
    private ContentSpool spool;

    @BeforeEach
    void makeKeys() throws IOException {
        DataDirectory data = new DataDirectory(folder).create();
        keys = MasterKeys.open(data);
        spool = new ContentSpool(data.tmp(), ROOM);
    }

    @Test
    void promise6_whatIsHeldComesOutAsItWasReceived() throws Exception {
        Quarantine quarantine = quarantine();
        MailId id = hold(quarantine, plan(held("ann", "ambiguous")));
        HeldCopy copy = quarantine.copies(id).getFirst();
        assertThat(octets(quarantine, copy)).isEqualTo(bytes());
        assertThat(copy.recipients()).containsExactly("ann@a.example");
        assertThat(copy.reason()).isEqualTo("ambiguous");
        assertThat(quarantine.waiting("ann@a.example", "", 1000))
                .extracting(HeldCopy::message)
                .contains(id);
        assertThat(quarantine.waiting("", "Sender@Client.example", 1000))
                .extracting(HeldCopy::message)
                .contains(id);
        assertThat(quarantine.waiting("ben@a.example", "nobody@a.example", 1000)).isEmpty();
    }

    @Test
    void releaseDeliversOnceAndDeletesTheOctets() throws Exception {
        Quarantine quarantine = quarantine();
        MailId id = hold(quarantine, plan(held("ann", "ambiguous"), held("ben", "ambiguous")));
        assertThat(quarantine.release(id, "tester"))
                .singleElement()
                .satisfies(it -> assertThat(it.done()).isTrue());
        assertThat(sent)
                .singleElement()
                .asString()
                .startsWith("Received: from client.example")
                .contains(id.toString());
        assertThat(sent.getFirst()).endsWith(new String(bytes(), StandardCharsets.ISO_8859_1));
        assertThat(told).containsExactly("released by tester to 192.0.2.1:25");
        assertThat(quarantine.release(id, "tester")).isEmpty();
        HeldCopy copy = quarantine.copies(id).getFirst();
        assertThat(copy.state()).isEqualTo(HeldCopy.State.RELEASED);
        assertThatThrownBy(() -> octets(quarantine, copy)).isInstanceOf(IOException.class);
    }

    @Test
    void whatTheNextHopDoesNotTakeStaysHeld() throws Exception {
        Quarantine quarantine = quarantine();
        MailId id = hold(quarantine, plan(held("ann", "ambiguous")));
        for (HandOver no :
                List.of(
                        new HandOver.Failed("refused"),
                        new HandOver.InDoubt("closed"),
                        new HandOver.Declined(Reply.of(550, "5.1.1", "No such user")))) {
            delivery = (_, _, _) -> no;
            assertThat(quarantine().release(id, "tester"))
                    .singleElement()
                    .satisfies(it -> assertThat(it.done()).isFalse());
            assertThat(quarantine.copies(id).getFirst().state()).isEqualTo(HeldCopy.State.HELD);
        }
        assertThat(told).isEmpty();
        assertThat(octets(quarantine, quarantine.copies(id).getFirst())).isNotEmpty();
    }

    @Test
    void k9_ofManyWhoReleaseOneDoes() throws Exception {
        Quarantine quarantine = quarantine();
        MailId id = hold(quarantine, plan(held("ann", "ambiguous")));
        var start = new CountDownLatch(1);
        var threads = new ArrayList<Thread>();
        for (int i = 0; i < 8; i++) {
            boolean release = i % 2 == 0;
            threads.add(
                    Thread.ofVirtual()
                            .start(() -> {
                                try {
                                    start.await();
                                    if (release) {
                                        quarantine.release(id, "one of many");
                                    } else {
                                        quarantine.delete(id, "one of many");
                                    }
                                } catch (SQLException | InterruptedException e) {
                                    throw new AssertionError(e);
                                }
                            }));
        }
        start.countDown();
        for (Thread thread : threads) {
            thread.join();
        }
        HeldCopy.State end = quarantine.copies(id).getFirst().state();
        assertThat(end).isIn(HeldCopy.State.RELEASED, HeldCopy.State.DELETED);
        assertThat(handOvers.get()).isEqualTo(end == HeldCopy.State.RELEASED ? 1 : 0);
    }

    /// What is large rests in files and not in memory, and all who show and release share the room for messages.
    @Test
    void promise7_largeMessagesDoNotFillTheMemory() throws Exception {
        var results = new ArrayList<Quarantine.Result>();
        Quarantine quarantine = quarantine();
        byte[] large = new byte[LARGE];
        new Random(1).nextBytes(large);
        MailId first = hold(quarantine, plan(held("ann", "doubt")), new BytesContent(large));
        MailId second = hold(quarantine, plan(held("ann", "doubt")), new BytesContent(large));
        try (Content content = quarantine.content(quarantine.copies(first).getFirst())) {
            assertThat(content.octets().isDirect()).isTrue();
            assertThat(bytes(content)).isEqualTo(large);
            assertThat(spool.inMemory()).isZero();
            results.addAll(quarantine.release(second, "ann"));
        }
        assertThat(results).noneMatch(Quarantine.Result::done);
        assertThat(results.getFirst().detail()).contains("no room");
        assertThat(handOvers.get()).isZero();
        assertThat(quarantine.release(second, "ann")).allMatch(Quarantine.Result::done);
        assertThat(spool.inFlight()).isZero();
    }

    /// A crash leaves a copy marked as being released; it can be deleted as soon as it can be released again.
    @Test
    void k9_aReleaseThatWasCutShortCanBeDeleted() throws Exception {
        var refused = new ArrayList<Quarantine.Result>();
        var deleted = new ArrayList<Quarantine.Result>();
        Quarantine patient = quarantine();
        Quarantine later = quarantine(Duration.ofSeconds(-1));
        MailId id = hold(patient, plan(held("ann", "doubt")));
        delivery =
                (_, _, _) -> {
                    try {
                        refused.addAll(patient.delete(id, "ben"));
                        deleted.addAll(later.delete(id, "ben"));
                    } catch (SQLException e) {
                        throw new AssertionError(e);
                    }
                    return new HandOver.Failed("cut short");
                };
        quarantine().release(id, "ann");
        assertThat(refused).noneMatch(Quarantine.Result::done);
        assertThat(deleted).isNotEmpty().allMatch(Quarantine.Result::done);
        assertThat(patient.copies(id))
                .extracting(HeldCopy::state)
                .containsExactly(HeldCopy.State.DELETED);
    }

    @Test
    void deleteTakesTheKeyWithIt() throws Exception {
        Quarantine quarantine = quarantine();
        MailId id = hold(quarantine, plan(held("ann", "ambiguous")));
        assertThat(quarantine.delete(id, "tester"))
                .singleElement()
                .satisfies(it -> assertThat(it.done()).isTrue());
        assertThat(quarantine.delete(id, "tester")).isEmpty();
        HeldCopy copy = quarantine.copies(id).getFirst();
        assertThat(copy.state()).isEqualTo(HeldCopy.State.DELETED);
        assertThatThrownBy(() -> octets(quarantine, copy)).isInstanceOf(IOException.class);
        assertThat(told).containsExactly("deleted by tester");
    }

    @Test
    void reasonsAreHeldApart() throws Exception {
        Quarantine quarantine = quarantine();
        MailId id = hold(quarantine, plan(held("ann", "ambiguous"), held("ben", "refused")));
        assertThat(quarantine.copies(id))
                .extracting(HeldCopy::reason)
                .containsExactly("ambiguous", "refused");
    }

    @Test
    void promise1_j4_allOrNothingIsStored() {
        Quarantine quarantine = quarantine();
        Dossier dossier = dossier();
        // The second reason is one that no text of the database can hold: the first copy is in by
        // then.
        Plan.Commit plan = plan(held("ann", "first"), held("ben", "sec\0ond"));
        assertThatThrownBy(() -> commit(quarantine, dossier, plan, content()))
                .isInstanceOf(IOException.class);
        assertThat(copiesOf(quarantine, dossier.id())).isEmpty();
    }

    private static List<HeldCopy> copiesOf(Quarantine quarantine, MailId id) {
        try {
            return quarantine.copies(id);
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    private MailId hold(Quarantine quarantine, Plan.Commit plan) throws IOException {
        return hold(quarantine, plan, content());
    }

    private MailId hold(Quarantine quarantine, Plan.Commit plan, Content content)
            throws IOException {
        Dossier dossier = dossier();
        commit(quarantine, dossier, plan, content);
        return dossier.id();
    }

    private void commit(Quarantine quarantine, Dossier dossier, Plan.Commit plan, Content content)
            throws IOException {
        new Custodian(
                        new GroupCommit(TestDatabase.shared(), DatabaseRole.MAIL),
                        (_, it) -> filed.put(it.id(), it),
                        List.of(quarantine))
                .commit(new Journey.Accepted(dossier, false), plan, content);
    }

    private HandOver take(String trace, ByteBuffer octets) {
        handOvers.incrementAndGet();
        sent.add(trace + StandardCharsets.ISO_8859_1.decode(octets));
        return new HandOver.Accepted(TAKEN);
    }

    private static byte[] octets(Quarantine quarantine, HeldCopy copy)
            throws SQLException, IOException {
        try (Content content = quarantine.content(copy)) {
            return bytes(content);
        }
    }

    private static byte[] bytes() {
        return bytes(content());
    }

    private static byte[] bytes(Content content) {
        ByteBuffer octets = content.octets();
        var bytes = new byte[octets.remaining()];
        octets.get(bytes);
        return bytes;
    }

    private static BytesContent content() {
        return BytesContent.of(TEXT);
    }

    private static Plan.Commit plan(Plan.Held... held) {
        return new Plan.Commit(List.of(held), List.of(), List.of());
    }

    private static Plan.Held held(String local, String reason) {
        return new Plan.Held(address(local), reason);
    }

    private static Address address(String local) {
        return new Address(local, new Domain.Name("a.example"));
    }

    private static Dossier dossier() {
        var sender = new Address("sender", new Domain.Name("client.example"));
        return DossierDraft.of(
                        new Envelope(
                                new ReversePath.Mailbox(sender),
                                List.of(address("ann"), address("ben")),
                                false))
                .message(new Dossier.Summary(TEXT.length(), "", "", "a subject", ""))
                .ending(new Dossier.Ending(Reply.of(250, "2.0.0", "Ok"), "ambiguous", List.of()))
                .dossier();
    }

    private Quarantine quarantine() {
        return quarantine(Duration.ofMinutes(10));
    }

    private Quarantine quarantine(Duration takenBack) {
        Routes routes = (_, _) -> Optional.of(new NextHop("192.0.2.1", 25));
        return new Quarantine(
                TestDatabase.shared(),
                new ContentStore(Stock.STANDARD, keys, InstantSource.system()),
                new Filed(),
                new Told(),
                (size, source) -> spool.<SQLException>keep(size, source::writeTo),
                new Onward(new Trace("gate.example"), routes, delivery),
                new QuarantineSettings(Duration.ofDays(30), takenBack),
                InstantSource.system(),
                new Random());
    }

    private final class Filed implements Quarantine.Dossiers {
        @Override
        public Optional<Dossier> find(Connection connection, MailId message) {
            return Optional.ofNullable(filed.get(message));
        }
    }

    private final class Told implements Quarantine.Chronicle {
        @Override
        public synchronized void released(HeldCopy copy, String by, NextHop nextHop, Reply reply) {
            told.add("released by " + by + " to " + nextHop);
        }

        @Override
        public synchronized void deleted(HeldCopy copy, String by) {
            told.add("deleted by " + by);
        }
    }
}
