package org.postern.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

import java.nio.ByteBuffer;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postern.inspect.BytesContent;
import org.postern.journey.Content;
import org.postern.journey.MailId;

/// What workers, the database and damage do to queued mail.
@Tag("slow")
class QueueFaultTest extends QueueHarness {
    @Test
    void j1_leasesOfALostWorkerAreTakenByTheNext() throws Exception {
        UUID lost = UUID.randomUUID();
        MailId id = leased(lost, "ann@good.example", 0);
        start(lost);
        await().atMost(SOON).until(() -> rows(id).isEmpty());
        assertThat(sent).containsExactly("[ann@good.example] " + TEXT);
        assertThat(fates).containsExactly("2 ann@good.example DELIVERED");
    }

    /// The run before was killed before it took back what the one before that left, which was heard of a moment ago.
    @Test
    void j2_leasesOfAnEarlierRunAreNotHiddenByOneThatWasKilledAtItsStart() throws Exception {
        UUID first = UUID.randomUUID();
        heard(first);
        MailId id = leased(first, "ann@good.example", 0);
        start(UUID.randomUUID(), first);
        await().atMost(SOON).until(() -> rows(id).isEmpty());
        assertThat(fates).containsExactly("2 ann@good.example DELIVERED");
    }

    private static void heard(UUID worker) throws SQLException {
        mail(it -> {
            WorkerStore.heard(it, worker, "gate.example");
            return true;
        });
    }

    @Test
    void leasesOfAWorkerThatIsHeardOfStayItsOwn() throws Exception {
        UUID other = UUID.randomUUID();
        heard(other);
        MailId id = leased(other, "ann@good.example", 0);
        Queue queue = ready();
        MailId mine = commit(queue, false, "ben@good.example");
        await().atMost(SOON).until(() -> rows(mine).isEmpty());
        assertThat(rows(id).getFirst().standing().state()).isEqualTo(QueuedMail.State.LEASED);
    }

    @Test
    void j13_aMessageOverWhichWorkersAreLostIsSetAside() throws Exception {
        UUID lost = UUID.randomUUID();
        MailId id = leased(lost, "ann@good.example", WorkerStore.MOST_CRASHES - 1);
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
        owner("update content_chunk_queue set octets = '\\x00'");
        Queue queue = start(lost);
        await().atMost(SOON).until(() -> !aside.isEmpty());
        MailId other = commit(queue, false, "ben@good.example");
        await().atMost(SOON).until(() -> rows(other).isEmpty());
        assertThat(rows(id).getFirst().standing().state()).isEqualTo(QueuedMail.State.ASIDE);
    }

    /// What the database does not take for its content, or a bug of ours, ends one message's way and nobody else's.
    @ParameterizedTest
    @ValueSource(strings = {"unwritable", "bug", "overflow"})
    void j13_aResultThatCannotBeWrittenIsSetAsideAndTheRestGoesOn(String which) throws Exception {
        Queue queue = ready();
        servers.put("picky.example", _ -> answer(NO_USER));
        MailId bad = commit(queue, false, which + "@picky.example");
        MailId good = commit(queue, false, "ann@picky.example");
        await().atMost(SOON).until(() -> rows(good).isEmpty() && !aside.isEmpty());
        assertThat(held).containsOnly("undeliverable [ann@picky.example] " + TEXT);
        QueuedMail row = rows(bad).getFirst();
        assertThat(row.standing().state()).isEqualTo(QueuedMail.State.ASIDE);
        assertThat(aside).containsExactly(bad + " " + row.standing().answer());
        MailId later = commit(queue, false, "ben@good.example");
        await().atMost(SOON).until(() -> rows(later).isEmpty());
    }

    /// A row that holds what we never write: damage, or a hand in the database.
    @ParameterizedTest
    @ValueSource(strings = {"recipients = '{\"no address\"}'", "notices = '{NONSENSE}'"})
    void j12_aRowThatCannotBeReadIsSetAsideAndTheRestGoesOn(String damage) throws Exception {
        MailId bad = leased(UUID.randomUUID(), "ann@good.example", 0);
        owner("update queued set state = 'waiting', leased_by = null, " + damage);
        MailId good = leased(UUID.randomUUID(), "ben@good.example", 0);
        owner("update queued set state = 'waiting', leased_by = null where state = 'leased'");
        ready();
        await().atMost(SOON).until(() -> rows(good).isEmpty());
        await().atMost(SOON).until(() -> states(bad).equals(List.of("aside")));
        assertThat(sent).containsExactly("[ben@good.example] " + TEXT);
    }

    @Test
    void j12_aRowOfALostWorkerThatCannotBeReadKeepsNobodyFromBeginning() throws Exception {
        UUID lost = UUID.randomUUID();
        MailId bad = leased(lost, "ann@good.example", 0);
        owner("update queued set notices = '{NONSENSE}'");
        Queue queue = start(lost);
        await().atMost(SOON).until(queue::isReady);
        await().atMost(SOON).until(() -> states(bad).equals(List.of("aside")));
    }

    /// Such as a damaged page.
    @Test
    void j12_whatTheDatabaseCannotChangeKeepsNobodyElseWaiting() throws Exception {
        Queue queue = ready();
        owner(
                "create function planted() returns trigger language plpgsql"
                        + " as $$ begin raise 'planted' using errcode = 'XX001'; end $$");
        try {
            owner(
                    "create trigger planted before delete on queued for each row"
                            + " when (old.next_hop like 'bad%') execute function planted()");
            MailId bad = commit(queue, false, "ann@bad.example");
            await().atMost(SOON).until(() -> !sent.isEmpty());
            MailId good = commit(queue, false, "ben@good.example");
            await().atMost(SOON).until(() -> rows(good).isEmpty());
            assertThat(states(bad)).containsExactly("leased");
        } finally {
            owner("drop function planted() cascade");
        }
        await().atMost(SOON).until(() -> rowsOfAll().isEmpty());
        assertThat(sent).hasSize(2);
    }

    @Test
    void whoReadsLeavesConnectionsToWhoCommits() throws Exception {
        for (int i = 0; i < 12; i++) {
            leased(UUID.randomUUID(), "ann@good" + i + ".example", 0);
        }
        owner("update queued set state = 'waiting', leased_by = null");
        mayRead.acquire();
        try {
            Queue queue = ready();
            await().atMost(SOON).until(() -> claimedRows() == 12);
            assertThat(reading.tryAcquire(3, SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();
            commit(queue, false, "ben@good.example");
        } finally {
            mayRead.release();
        }
        await().atMost(SOON).until(() -> rowsOfAll().isEmpty());
    }

    private static long claimedRows() throws SQLException {
        return rowsOfAll().stream()
                .filter(it -> it.standing().state() == QueuedMail.State.LEASED)
                .count();
    }

    @Test
    void aResultIsWrittenOnlyWhereTheLeaseIsStillOurs() throws Exception {
        Queue queue = ready();
        var slow = new Stalling(answer(NO_USER));
        servers.put("slow.example", slow);
        MailId id = commit(queue, false, "ann@slow.example");
        slow.begun.await();
        owner("update queued set lease = lease + 1");
        slow.mayEnd.countDown();
        MailId next = commit(queue, false, "ben@good.example");
        await().atMost(SOON).until(() -> rows(next).isEmpty());
        assertThat(rows(id)).hasSize(1);
        assertThat(held).isEmpty();
    }

    @Test
    void j14_whatIsUnderWayAtTheEndIsGivenBackUntouched() throws Exception {
        Queue queue = ready();
        var slow = new Stalling(answer(TAKEN));
        MailId id = underWay(queue, slow);
        queue.close();
        QueuedMail.Standing standing = rows(id).getFirst().standing();
        assertThat(standing.state()).isEqualTo(QueuedMail.State.WAITING);
        assertThat(standing.crashes()).isZero();
    }

    @Test
    void j8_aLivingWorkerKeepsItsLeasesWhenTheDatabaseWasAway() throws Exception {
        Queue first = ready();
        var slow = new Stalling(answer(TAKEN));
        servers.put("slow.example", slow);
        MailId id = commit(first, false, "ann@slow.example");
        slow.begun.await();
        // As it stands for every worker when the database comes back after an hour.
        owner("update queue_worker set seen_at = now() - interval '1 hour'");
        ready();
        assertThat(rows(id).getFirst().standing().lease()).isEqualTo(1);
        slow.mayEnd.countDown();
        await().atMost(SOON).until(() -> rows(id).isEmpty());
        assertThat(fates).containsExactly("1 ann@slow.example DELIVERED");
    }

    @Test
    void aBugInReadingGivesTheRowBack() throws Exception {
        readings.set(1);
        UUID lost = UUID.randomUUID();
        MailId id = leased(lost, "ann@good.example", 0);
        start(lost);
        await().atMost(SOON).until(() -> !fates.isEmpty());
        assertThat(fates).containsExactly("2 ann@good.example QUEUED");
        assertThat(rows(id).getFirst().standing().answer()).contains("planted");
    }

    @Test
    void j16_aDeliveryThatOverflowsTheStackIsTriedAgainAndStopsNothing() throws Exception {
        Queue queue = ready();
        servers.put(
                "deep.example",
                _ -> {
                    throw new StackOverflowError("planted");
                });
        MailId id = commit(queue, false, "ann@deep.example");
        await().atMost(SOON).until(() -> !fates.isEmpty());
        assertThat(fates).containsExactly("1 ann@deep.example QUEUED");
        servers.remove("deep.example");
        new QueueDesk(database()).retry(Optional.of(id), "");
        queue.look();
        MailId other = commit(queue, false, "ben@good.example");
        await().atMost(SOON).until(() -> rows(id).isEmpty() && rows(other).isEmpty());
    }

    /// The thread that claims tells of what was set aside, and the one that writes of what it wrote: an error there ends
    /// neither.
    @Test
    void j16_theThreadsThatClaimAndWriteSurviveAnError() throws Exception {
        UUID lost = UUID.randomUUID();
        MailId id = leased(lost, "deep@good.example", WorkerStore.MOST_CRASHES - 1);
        Queue queue = start(lost);
        await().atMost(SOON).until(queue::isReady);
        MailId told = commit(queue, false, "deep@good.example");
        await().atMost(SOON).until(() -> rows(told).isEmpty());
        MailId next = commit(queue, false, "ben@good.example");
        await().atMost(SOON).until(() -> rows(next).isEmpty());
        new QueueDesk(database()).retry(Optional.of(id), "");
        queue.look();
        await().atMost(SOON).until(() -> rows(id).isEmpty());
        assertThat(aside).isEmpty();
    }

    /// The answer to the final dot comes once the message is stored, however long its next hop takes.
    @Test
    void j11_nobodyWaitsForTheNextHopOfWhatIsQueued() throws Exception {
        Queue queue = ready();
        var slow = new Stalling(answer(TAKEN));
        MailId id = underWay(queue, slow);
        assertThat(fates).isEmpty();
        assertThat(rows(id)).hasSize(1);
        slow.mayEnd.countDown();
        await().atMost(SOON).until(() -> rows(id).isEmpty());
        assertThat(fates).containsExactly("1 ann@slow.example DELIVERED");
    }

    @Test
    void aSuspectForANextHopWithoutRoomWaits() throws Exception {
        MailId id = leased(UUID.randomUUID(), "ann@dead.example", 1);
        owner("update queued set state = 'waiting', leased_by = null");
        List<String> closed = List.of("dead.example:25");
        assertThat(claimed(it -> QueueStore.claimSuspect(it, UUID.randomUUID(), closed))).isEmpty();
        assertThat(claimed(it -> QueueStore.claimSuspect(it, UUID.randomUUID(), List.of())))
                .extracting(QueuedMail::message)
                .containsExactly(id);
    }

    @Test
    void j15_whatAClockThatWasAheadPutOffIsPulledForward() throws Exception {
        MailId far = leased(UUID.randomUUID(), "ann@good.example", 0);
        MailId near = leased(UUID.randomUUID(), "ben@good.example", 0);
        owner(
                "update queued set state = 'waiting', leased_by = null, due_at = now() + interval '1 day'"
                        + " where message = '"
                        + far.toUuid()
                        + "'");
        owner(
                "update queued set state = 'waiting', leased_by = null, due_at = now() + interval '1 hour'"
                        + " where message = '"
                        + near.toUuid()
                        + "'");
        mail(it -> {
            QueueStore.pullForward(it, Duration.ofHours(2));
            return true;
        });
        assertThat(rows(far).getFirst().standing().dueAt()).isBefore(Instant.now().plusSeconds(60));
        assertThat(rows(near).getFirst().standing().dueAt())
                .isAfter(Instant.now().plusSeconds(600));
    }

    @Test
    void bodiesThatNoRowNeedsAreSweptLittleByLittle() throws Exception {
        for (int i = 0; i < 3; i++) {
            leased(UUID.randomUUID(), "ann@good.example", 0);
        }
        MailId stays = leased(UUID.randomUUID(), "ben@good.example", 0);
        owner(
                "delete from queued where next_hop = 'good.example:25' and message <> '"
                        + stays.toUuid()
                        + "'");
        owner("update content_queue set at = at - interval '1 hour'");
        owner("update content_chunk_queue set at = at - interval '1 hour'");
        assertThat(sweepTwo()).isEqualTo(2);
        assertThat(sweepTwo()).isEqualTo(1);
        assertThat(sweepTwo()).isZero();
        assertThat(bodies()).isEqualTo(2);
    }

    private static int sweepTwo() throws SQLException {
        return mail(it -> QueueStore.sweep(it, 2));
    }

    /// A body that is gone when it is to be taken along keeps no place: after more of them than a next hop has places, there
    /// is still one.
    @Test
    void whatCannotBeKeptGivesItsPlaceBack() throws Exception {
        Queue queue = ready();
        for (int i = 0; i < 30; i++) {
            assertThatIllegalStateException()
                    .isThrownBy(() -> commit(queue, new Vanishing(), "ann@good.example"));
        }
        MailId id = commit(queue, false, "ben@good.example");
        await().atMost(SOON).until(() -> rows(id).isEmpty());
        assertThat(fates).containsExactly("1 ben@good.example DELIVERED");
    }

    /// Octets that can be read once.
    private static final class Vanishing implements Content {
        private final Content content = BytesContent.of(TEXT);
        private boolean read;

        @Override
        public long size() {
            return content.size();
        }

        @Override
        public ByteBuffer octets() {
            if (read) {
                throw new IllegalStateException("closed");
            }
            read = true;
            return content.octets();
        }

        @Override
        public byte[] sha256() {
            return content.sha256();
        }

        @Override
        public void close() {
            content.close();
        }
    }

    /// A message whose next hop has begun to take it and says nothing.
    private MailId underWay(Queue queue, Stalling slow) throws Exception {
        servers.put("slow.example", slow);
        MailId id = commit(queue, false, "ann@slow.example");
        slow.begun.await();
        return id;
    }
}
