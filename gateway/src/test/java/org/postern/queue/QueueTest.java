package org.postern.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postern.inspect.BytesContent;
import org.postern.journey.Door;
import org.postern.journey.Dossier;
import org.postern.journey.DossierDraft;
import org.postern.journey.HandOver;
import org.postern.journey.MailId;
import org.postern.journey.Neighbour;
import org.postern.mail.smtp.Xforward;
import org.postern.store.TestDatabase;

@Tag("slow")
class QueueTest extends QueueHarness {
    private static final String TOLD =
            "NAME=client.example ADDR=192.0.2.66 PORT=4711 PROTO=ESMTPS HELO=a+2Bb IDENT=4ABC"
                    + " SOURCE=REMOTE";

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
    void whatAServerBesideUsHandedOverGoesBackToIt() throws Exception {
        settings = settings(Duration.ofDays(5), Duration.ofMillis(50));
        Queue queue = ready();
        var answers = new ArrayList<>(List.of(BUSY, TAKEN));
        servers.put("beside.example", _ -> answer(answers.removeFirst()));
        Dossier dossier =
                DossierDraft.like(dossier("ann@good.example"))
                        .door(Door.FILTER)
                        .neighbour(
                                new Neighbour(
                                        Optional.of("4ABC"),
                                        Neighbour.Refusals.HELD,
                                        Xforward.read(TOLD)))
                        .dossier();
        MailId id = commit(queue, false, BytesContent.of(TEXT), dossier);
        await().atMost(SOON).until(() -> rows(id).isEmpty());
        assertThat(told).containsExactly("beside.example:25 " + TOLD, "beside.example:25 " + TOLD);
    }

    /// Rows from before all of it was kept.
    @Test
    void whatWasTakenBeforeAnUpdateGoesOn() throws Exception {
        try (Connection connection = TestDatabase.owner();
                Statement statement = connection.createStatement();
                InputStream migration =
                        QueueTest.class.getResourceAsStream("/db/migration/V011__queue_told.sql")) {
            statement.execute("create temporary table queued (number int, behalf text)");
            statement.execute("set search_path to pg_temp");
            statement.execute(
                    """
                    insert into queued values
                      (1, 'ESMTP 192.0.2.66 4711 a+b=c'), (2, 'SMTP 2001:db8:0:0:0:0:0:66 0 x'), (3, null)
                    """);
            statement.execute(
                    new String(
                            Objects.requireNonNull(migration).readAllBytes(),
                            StandardCharsets.UTF_8));
            var told = new ArrayList<Xforward>();
            try (ResultSet rows =
                    statement.executeQuery("select behalf from queued order by number")) {
                while (rows.next()) {
                    String behalf = rows.getString(1);
                    told.add(behalf == null ? Xforward.NOTHING : Xforward.read(behalf));
                }
            }
            assertThat(told)
                    .containsExactly(
                            Xforward.read("ADDR=192.0.2.66 PORT=4711 PROTO=ESMTP HELO=a+2Bb+3Dc"),
                            Xforward.read("ADDR=IPV6:2001:db8::66 PROTO=SMTP HELO=x"),
                            Xforward.NOTHING);
        }
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
    void g3_g5_aSenderOfOursIsToldOnceAndWithTheNullSender() throws Exception {
        Queue queue = ready();
        servers.put("picky.example", _ -> answer(NO_USER));
        commit(queue, true, "ann@picky.example");
        await().atMost(SOON).until(() -> !sent.isEmpty() && rowsOfAll().isEmpty());
        assertThat(held).isEmpty();
        assertThat(sent).hasSize(1);
        assertThat(sent.getFirst())
                .startsWith("[sender@good.example] ")
                .contains(
                        "multipart/report",
                        "Auto-Submitted: auto-replied",
                        "550 5.1.1 No such user");
        assertThat(fates)
                .containsExactly("1 ann@picky.example RETURNED", "1 sender@good.example DELIVERED");
    }

    @Test
    void aSenderThatIsAnAliasIsToldWhereItStandsFor() throws Exception {
        mailboxes =
                _ ->
                        List.of(
                                address("ann@good.example"),
                                address("ben@good.example"),
                                address("cat@other.example"));
        Queue queue = ready();
        servers.put("picky.example", _ -> answer(NO_USER));
        commit(queue, true, "dan@picky.example");
        await().atMost(SOON).until(() -> sent.size() == 2 && rowsOfAll().isEmpty());
        assertThat(sent)
                .anyMatch(it -> it.startsWith("[ann@good.example, ben@good.example] "))
                .anyMatch(it -> it.startsWith("[cat@other.example] "))
                .allMatch(it -> it.contains("To: <sender@good.example>\n"));
        assertThat(held).isEmpty();
    }

    @Test
    void whereTheSenderIsUnknownTheMailIsHeld() throws Exception {
        mailboxes = _ -> List.of();
        Queue queue = ready();
        servers.put("picky.example", _ -> answer(NO_USER));
        commit(queue, true, "ann@picky.example");
        await().atMost(SOON).until(() -> !held.isEmpty() && rowsOfAll().isEmpty());
        assertThat(held).containsExactly("undeliverable [ann@picky.example] " + TEXT);
        assertThat(sent).isEmpty();
    }

    @Test
    void g4_eachRecipientHasItsOwnOutcome() throws Exception {
        Queue queue = ready();
        servers.put("mixed.example", QueueHarness::mixed);
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

    /// Twenty places of one hundred are its own, however much waits for it.
    @Test
    void j10_oneSlowNextHopLeavesPlacesToOthers() throws Exception {
        Queue queue = ready();
        var slow = new CountDownLatch(1);
        servers.put(
                "slow.example",
                _ -> {
                    slow.await();
                    return answer(TAKEN);
                });
        for (int i = 0; i < 120; i++) {
            commit(queue, false, "ann" + i + "@slow.example");
        }
        // As if it had not found room to be delivered at once.
        MailId good = leased(UUID.randomUUID(), "ann@good.example", 0);
        owner("update queued set state = 'waiting', leased_by = null where next_hop like 'good%'");
        await().atMost(SOON).until(() -> rows(good).isEmpty());
        slow.countDown();
        await().atMost(SOON).until(() -> rowsOfAll().isEmpty());
        assertThat(sent).hasSize(121);
    }

    /// However many hang, who did well in the last minute has places of its own.
    @Test
    void j10_manySilentNextHopsLeavePlacesToThoseThatDoWell() throws Exception {
        Queue queue = ready();
        MailId first = commit(queue, false, "ann@good.example");
        await().atMost(SOON).until(() -> rows(first).isEmpty());
        for (int i = 0; i < 100; i++) {
            servers.put(
                    "silent" + i + ".example",
                    _ -> {
                        new CountDownLatch(1).await();
                        return answer(TAKEN);
                    });
            commit(queue, false, "ann@silent" + i + ".example");
        }
        MailId second = commit(queue, false, "ben@good.example");
        await().atMost(SOON).until(() -> rows(second).isEmpty());
    }

    @Test
    void whatIsDueIsClaimedWhateverElseWaits() throws Exception {
        MailId id = leased(UUID.randomUUID(), "ann@good.example", 0);
        owner("update queued set state = 'waiting', leased_by = null");
        owner(
                """
                insert into queued
                select gen_random_uuid(), message, at, node, 'dead' || g || '.example:25', direction, subject, sender,
                       recipients, notices, ret, envelope_id, eight_bit, smtp_utf8, returnable, notice, trace, size,
                       content, 'waiting', now() + interval '1 hour', expires_at, 3, 0, 3, null, '', false
                  from queued, generate_series(1, 2000) g\
                """);
        List<QueuedMail> claimed =
                mail(it ->
                        QueueStore.claim(it, UUID.randomUUID(), new Hops.Room(20, Map.of(), 20)));
        assertThat(claimed).extracting(QueuedMail::message).containsExactly(id);
    }

    @Test
    void noMoreIsClaimedThanANextHopHasRoomFor() throws Exception {
        for (int i = 0; i < 8; i++) {
            leased(UUID.randomUUID(), "ann" + i + "@one.example", 0);
            leased(UUID.randomUUID(), "ann" + i + "@two.example", 0);
            leased(UUID.randomUUID(), "ann" + i + "@three.example", 0);
        }
        owner("update queued set state = 'waiting', leased_by = null");
        var room = new Hops.Room(20, Map.of("one.example:25", 2, "two.example:25", 0), 4);
        List<QueuedMail> claimed = mail(it -> QueueStore.claim(it, UUID.randomUUID(), room));
        assertThat(claimed)
                .extracting(QueuedMail::nextHop)
                .containsOnly("one.example:25", "three.example:25");
        assertThat(claimed).filteredOn(it -> it.nextHop().startsWith("one")).hasSize(2);
        assertThat(claimed).filteredOn(it -> it.nextHop().startsWith("three")).hasSize(4);
    }

    /// Behind a next hop that is dead for days only a few are tried themselves.
    @Test
    void j10_whatIsOverOrLateBehindADeadNextHopIsFound() throws Exception {
        MailId over = leased(UUID.randomUUID(), "ann@dead.example", 0);
        MailId late = leased(UUID.randomUUID(), "ben@dead.example", 0);
        MailId strangers = leased(UUID.randomUUID(), "cay@dead.example", 0);
        leased(UUID.randomUUID(), "dan@dead.example", 0);
        owner("update queued set state = 'waiting', leased_by = null");
        owner("update queued set expires_at = now() where message = '" + over.toUuid() + "'");
        owner(
                "update queued set returnable = true, at = now() - interval '5 hours' where message = '"
                        + late.toUuid()
                        + "'");
        owner(
                "update queued set at = now() - interval '5 hours' where message = '"
                        + strangers.toUuid()
                        + "'");
        List<QueuedMail> found =
                mail(it ->
                        QueueStore.claimLate(
                                it, UUID.randomUUID(), "dead.example:25", Duration.ofHours(4), 10));
        assertThat(found).extracting(QueuedMail::message).containsExactlyInAnyOrder(over, late);
        assertThat(found).extracting(it -> it.standing().attempts()).containsOnly(1);
        assertThat(
                        claimed(it ->
                                QueueStore.claimLate(
                                        it,
                                        UUID.randomUUID(),
                                        "dead.example:25",
                                        Duration.ZERO,
                                        10)))
                .isEmpty();
    }

    /// Plans are kept, and the first is made while the queue is empty.
    @Test
    void noPlanOfTheMessagePathReadsAWholeTable() throws Exception {
        assertThat(setting("enable_seqscan")).isEqualTo("off");
        assertThat(setting("plan_cache_mode")).isEqualTo("force_generic_plan");
    }

    /// An index of leases alone would fit these conditions, too, and reading it is reading all leases.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "update queued set answer = '' where id = any ($1) and state = 'leased' and lease = any ($2)",
                """
                delete from queued q using unnest($1, $2) as ours (id, lease)
                 where q.id = any ($1) and q.id = ours.id and q.lease = ours.lease and q.state = 'leased'\
                """
            })
    void whatIsWrittenUnderALeaseIsFoundByItsKey(String sql) throws Exception {
        String plan =
                mail(it -> {
                    try (Statement statement = it.createStatement()) {
                        statement.execute("prepare under_lease (uuid[], bigint[]) as " + sql);
                        try (ResultSet rows =
                                statement.executeQuery(
                                        "explain execute under_lease ('{}', '{}')")) {
                            var lines = new StringBuilder();
                            while (rows.next()) {
                                lines.append(rows.getString(1)).append('\n');
                            }
                            return lines.toString();
                        } finally {
                            statement.execute("deallocate under_lease");
                        }
                    }
                });
        assertThat(plan).contains("queued_pkey").doesNotContain("queued_leases", "Seq Scan");
    }

    private String setting(String name) throws SQLException {
        return mail(it -> {
            try (PreparedStatement query =
                            it.prepareStatement("select current_setting('" + name + "')");
                    ResultSet row = query.executeQuery()) {
                row.next();
                return row.getString(1);
            }
        });
    }
}
