package org.postern.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.postern.contents.ContentId;
import org.postern.inspect.BytesContent;
import org.postern.journey.Direction;
import org.postern.journey.Door;
import org.postern.journey.Envelope;
import org.postern.journey.MailId;
import org.postern.mail.address.ReversePath;
import org.postern.store.Batch;

/// A message that failed leaves the database when its sender knows, and not before.
@Tag("slow")
class ReturningTest extends QueueHarness {
    @BeforeEach
    void refuse() {
        servers.put("picky.example", _ -> answer(NO_USER));
    }

    private static void begun(Stalling notice) throws InterruptedException {
        assertThat(notice.begun.await(SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();
    }

    /// The held copy is the message itself, under the id that people know and that its dossier has.
    @Test
    void g3_whatNobodyTakesBackIsHeldWhole() throws Exception {
        servers.put("good.example", _ -> answer(NO_USER));
        MailId id = commit(ready(), true, "ann@picky.example");
        await().atMost(SOON).until(() -> fates.size() == 3 && rowsOfAll().isEmpty());
        assertThat(held).containsExactly("undeliverable [ann@picky.example] " + TEXT);
        assertThat(heldMessages).containsExactly(id);
        assertThat(fates)
                .containsExactly(
                        "1 ann@picky.example RETURNED",
                        "1 sender@good.example DISCARDED",
                        "1 ann@picky.example HELD");
        assertThat(sent).isEmpty();
        assertThat(bodies()).isZero();
    }

    @Test
    void promise1_whatIsReturnedIsKeptUntilTheSenderHasTheNotice() throws Exception {
        var stalling = new Stalling(answer(TAKEN));
        servers.put("good.example", stalling);
        MailId id = commit(ready(), true, "ann@picky.example");
        begun(stalling);
        assertThat(rows(id))
                .extracting(it -> it.standing().state())
                .containsExactly(QueuedMail.State.RETURNING);
        assertThat(new QueueDesk(database()).stats())
                .extracting(QueueDesk.Backlog::nextHop)
                .containsExactly("good.example:25");
        stalling.mayEnd.countDown();
        await().atMost(SOON).until(() -> rowsOfAll().isEmpty());
        assertThat(held).isEmpty();
        assertThat(sent).hasSize(1);
        assertThat(bodies()).isZero();
    }

    @Test
    void g4_whoFailsIsHeldApartFromWhoWaits() throws Exception {
        servers.put("mixed.example", QueueHarness::mixed);
        servers.put("good.example", _ -> answer(NO_USER));
        MailId id =
                commit(
                        ready(),
                        true,
                        "ann@mixed.example",
                        "busy@mixed.example",
                        "nobody@mixed.example");
        await().atMost(SOON).until(() -> fates.size() == 5 && rowsOfAll().size() == 1);
        assertThat(held).containsExactly("undeliverable [nobody@mixed.example] " + TEXT);
        assertThat(fates).last().isEqualTo("1 nobody@mixed.example HELD");
        assertThat(rows(id).getFirst().envelope().recipients())
                .containsExactly(address("busy@mixed.example"));
    }

    @Test
    void oneOfSeveralMailboxesIsEnough() throws Exception {
        mailboxes = _ -> List.of(address("ann@good.example"), address("ben@other.example"));
        servers.put("other.example", _ -> answer(NO_USER));
        commit(ready(), true, "dan@picky.example");
        await().atMost(SOON).until(() -> fates.size() == 3 && rowsOfAll().isEmpty());
        assertThat(fates).contains("1 ben@other.example DISCARDED");
        assertThat(held).isEmpty();
        assertThat(bodies()).isZero();
    }

    @Test
    void whereNoneOfSeveralMailboxesTakesItItIsHeldOnce() throws Exception {
        mailboxes = _ -> List.of(address("ann@good.example"), address("ben@other.example"));
        servers.put("good.example", _ -> answer(NO_USER));
        servers.put("other.example", _ -> answer(NO_USER));
        commit(ready(), true, "dan@picky.example");
        await().atMost(SOON).until(() -> fates.size() == 4 && rowsOfAll().isEmpty());
        assertThat(held).containsExactly("undeliverable [dan@picky.example] " + TEXT);
        assertThat(bodies()).isZero();
    }

    /// Two results that are written in one transaction are the last notice together.
    @Test
    void whatFailsTogetherIsHeldOnce() throws Exception {
        UUID worker = UUID.randomUUID();
        var clerk =
                new Clerk(
                        parts(),
                        new NoticeWriter("gate.example", InstantSource.system(), new Random()));
        QueuedMail original = row(QueuedMail.State.RETURNING, "ann@picky.example", null);
        QueuedMail first = row(QueuedMail.State.LEASED, "ann@good.example", original.id());
        QueuedMail second = row(QueuedMail.State.LEASED, "ben@other.example", original.id());
        mail(it -> {
            var batch = new Batch();
            QueueStore.insert(batch, original, null);
            QueueStore.insert(batch, first, worker);
            QueueStore.insert(batch, second, worker);
            batch.write(it);
            return true;
        });
        List<Clerk.Written> written =
                mail(it -> clerk.write(it, List.of(refused(first), refused(second))));
        assertThat(written)
                .extracting(it -> it.original().isPresent())
                .containsExactly(true, false);
        assertThat(held).containsExactly("undeliverable [ann@picky.example] " + TEXT);
        assertThat(rowsOfAll()).isEmpty();
        assertThat(bodies()).isZero();
    }

    private QueuedMail row(QueuedMail.State state, String recipient, @Nullable UUID about)
            throws SQLException {
        Instant now = Instant.now();
        ContentId body =
                mail(it -> {
                    var batch = new Batch();
                    ContentId id = contents.put(batch, BytesContent.of(TEXT).octets());
                    batch.write(it);
                    return id;
                });
        return new QueuedMail(
                UUID.randomUUID(),
                MailId.next(InstantSource.system(), new Random()),
                now,
                "gate.example",
                hop(address(recipient)).toString(),
                Door.EDGE,
                Direction.OUTBOUND,
                "",
                new Envelope(ReversePath.Null.NULL, List.of(address(recipient)), false),
                QueuedMail.Return.QUARANTINE,
                Optional.ofNullable(about),
                Optional.empty(),
                "",
                BytesContent.of(TEXT).size(),
                body,
                new QueuedMail.Standing(state, now, now, 1, 0, 1, "", false));
    }

    private static Done refused(QueuedMail mail) {
        var answer =
                new Answer.Refused(
                        mail.envelope().recipients().getFirst(), mail.nextHop(), NO_USER);
        var settled =
                new Settlement(
                        mail,
                        List.of(),
                        List.of(new Settlement.Failure(answer, false)),
                        List.of(),
                        Duration.ZERO,
                        /* tellDelay= */ false);
        var job = new Job(mail, Optional.empty(), Optional.empty(), System.nanoTime());
        return new Done(job, settled, BytesContent.of(TEXT), Contact.ANSWERED);
    }

    @Test
    void whatCannotBeReadIsSetAside() throws Exception {
        var stalling = new Stalling(answer(NO_USER));
        servers.put("good.example", stalling);
        MailId id = commit(ready(), true, "ann@picky.example");
        begun(stalling);
        owner(
                "delete from content_chunk_queue where content in"
                        + " (select content from queued where state = 'returning')");
        stalling.mayEnd.countDown();
        await().atMost(SOON).until(() -> fates.contains("1 sender@good.example DISCARDED"));
        assertThat(rows(id))
                .extracting(QueuedMail::standing)
                .singleElement()
                .satisfies(it -> {
                    assertThat(it.state()).isEqualTo(QueuedMail.State.ASIDE);
                    assertThat(it.answer()).contains("cannot be told", "cannot be read");
                });
        assertThat(held).isEmpty();
    }

    @Test
    void whoDeletesTheNoticeEndsTheMessage() throws Exception {
        var stalling = new Stalling(answer(NO_USER));
        servers.put("good.example", stalling);
        commit(ready(), true, "ann@picky.example");
        begun(stalling);
        owner("delete from queued where about is not null");
        mail(it -> {
            Originals.sweep(it);
            return true;
        });
        assertThat(rowsOfAll()).isEmpty();
        stalling.mayEnd.countDown();
    }

    @Test
    void whoDeletesTheMessageKeepsItOutOfQuarantine() throws Exception {
        var stalling = new Stalling(answer(NO_USER));
        servers.put("good.example", stalling);
        MailId id = commit(ready(), true, "ann@picky.example");
        begun(stalling);
        assertThat(new QueueDesk(database()).delete(id)).isEqualTo(1);
        stalling.mayEnd.countDown();
        await().atMost(SOON).until(() -> fates.contains("1 sender@good.example DISCARDED"));
        assertThat(rowsOfAll()).isEmpty();
        assertThat(held).isEmpty();
    }
}
