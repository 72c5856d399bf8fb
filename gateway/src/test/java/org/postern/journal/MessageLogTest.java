package org.postern.journal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postern.journal.Filing.Filed;
import org.postern.journal.Filing.Position;
import org.postern.journey.Client;
import org.postern.journey.Dossier;
import org.postern.journey.DossierDraft;
import org.postern.journey.Envelope;
import org.postern.journey.Evidence;
import org.postern.journey.MailId;
import org.postern.journey.Neighbour;
import org.postern.journey.Ruling;
import org.postern.mail.address.Address;
import org.postern.mail.address.ReversePath;
import org.postern.mail.smtp.Reply;
import org.postern.store.Database;
import org.postern.store.DatabaseRole;
import org.postern.store.TestDatabase;

/// Searching a real database with the rights of the manager. Each test uses a domain and a network of its own.
@Tag("slow")
@Timeout(120)
class MessageLogTest {
    private static final LogQuery.Asked ANYTHING =
            new LogQuery.Asked("", "", "", "", "", "", "", "", 0);

    private final Database database = TestDatabase.shared();
    private final MessageLog log = new MessageLog(() -> database.connection(DatabaseRole.MANAGER));
    private final FilingStore filing =
            new FilingStore(
                    () -> database.connection(DatabaseRole.MAIL), "search-" + System.nanoTime());
    private final Instant now = Instant.now();
    private final String tag = "t" + Long.toString(System.nanoTime(), 36);
    private final Samples samples = new Samples(System.nanoTime(), now);
    private final String domain = tag + ".example";

    @Test
    void findsByEachField() throws Exception {
        Dossier wanted =
                message(
                        Duration.ofMinutes(5),
                        "Ann@" + domain,
                        "ben@example.org",
                        "192.0.2.1",
                        "Größe " + tag + " [3.5%]",
                        Dossier.Kind.DELIVERED);
        message(
                Duration.ofMinutes(6),
                "bob@other-" + domain,
                "cat@example.org",
                "192.0.2.2",
                "Other",
                Dossier.Kind.DELIVERED);
        List<LogQuery.Asked> questions =
                List.of(
                        new LogQuery.Asked("ann@" + domain, "", "", "", "", "", "", "", 0),
                        new LogQuery.Asked(
                                domain.toUpperCase(java.util.Locale.ROOT),
                                "",
                                "",
                                "",
                                "",
                                "",
                                "",
                                "",
                                0),
                        new LogQuery.Asked(domain, "ben@example.org", "", "", "", "", "", "", 0),
                        new LogQuery.Asked(domain, "example.org", "", "", "", "", "", "", 0),
                        new LogQuery.Asked("", "", tag + " GRÖßE", "", "", "", "", "", 0),
                        new LogQuery.Asked(
                                "",
                                "",
                                "",
                                "<" + tag + ".192.0.2.1@ids.example>",
                                "",
                                "",
                                "",
                                "",
                                0),
                        new LogQuery.Asked(domain, "", "", "", "192.0.2.1", "", "", "", 0),
                        new LogQuery.Asked(domain, "", "", "", "192.0.2.0/24", "", "", "", 0),
                        new LogQuery.Asked(domain, "", "", "", "", "10m", "", "", 0),
                        new LogQuery.Asked(domain, "", "", "", "", "", "1m", "", 0),
                        new LogQuery.Asked(domain, "", "", "", "", "", "", "delivered", 0));
        for (LogQuery.Asked question : questions) {
            assertThat(find(question)).as("%s", question).containsExactly(wanted.id().toString());
        }
        List<LogQuery.Asked> others =
                List.of(
                        new LogQuery.Asked("nobody@" + domain, "", "", "", "", "", "", "", 0),
                        new LogQuery.Asked(domain, "cat@example.org", "", "", "", "", "", "", 0),
                        new LogQuery.Asked(domain, "", "", "", "192.0.2.2", "", "", "", 0),
                        new LogQuery.Asked(domain, "", "", "", "198.51.100.0/24", "", "", "", 0),
                        new LogQuery.Asked(domain, "", "", "", "", "1m", "", "", 0),
                        new LogQuery.Asked(domain, "", "", "", "", "", "20m", "", 0),
                        new LogQuery.Asked(domain, "", "", "", "", "", "", "held", 0),
                        new LogQuery.Asked("' or 1=1 --", "", "", "", "", "", "", "", 0),
                        new LogQuery.Asked("%", "", "", "", "", "", "", "", 0));
        for (LogQuery.Asked question : others) {
            assertThat(find(question)).as("%s", question).isEmpty();
        }
    }

    @Test
    void eachOfAThousandRecipientsIsFound() throws Exception {
        Dossier plain = samples.dossier();
        var recipients = new ArrayList<Address>();
        for (int i = 0; i < 1000; i++) {
            recipients.add(Samples.address("user" + i + "@" + domain));
        }
        var many = new Envelope(plain.envelope().sender(), recipients, false);
        Dossier dossier =
                DossierDraft.like(plain).id(id(Duration.ofMinutes(1))).envelope(many).dossier();
        file(new Event.Judged(dossier));
        for (int i : List.of(0, 199, 200, 999)) {
            assertThat(
                            find(
                                    new LogQuery.Asked(
                                            "",
                                            "user" + i + "@" + domain,
                                            "",
                                            "",
                                            "",
                                            "",
                                            "",
                                            "",
                                            0)))
                    .as("recipient %d", i)
                    .containsExactly(dossier.id().toString());
        }
    }

    @Test
    void theQueueIdOfTheServerBesideUsFindsTheMessage() throws Exception {
        String queueId = "4X" + domain.replace('.', 'y');
        Dossier dossier =
                DossierDraft.like(samples.dossier())
                        .id(id(Duration.ofMinutes(1)))
                        .neighbour(new Neighbour(Optional.of(queueId), true))
                        .dossier();
        file(new Event.Judged(dossier));
        assertThat(log.findQueueId(queueId))
                .extracting(LogEntry::id)
                .containsExactly(dossier.id().toString());
        assertThat(log.findQueueId(queueId.substring(1))).isEmpty();
    }

    @Test
    void newestFirstAndNotMoreThanTheLimit() throws Exception {
        var ids = new ArrayList<String>();
        for (int minutes = 1; minutes <= 5; minutes++) {
            ids.add(
                    message(
                                    Duration.ofMinutes(minutes),
                                    "a@" + domain,
                                    "b@example.org",
                                    "192.0.2.1",
                                    "x",
                                    Dossier.Kind.HELD)
                            .id()
                            .toString());
        }
        assertThat(find(new LogQuery.Asked(domain, "", "", "", "", "", "", "", 0))).isEqualTo(ids);
        assertThat(find(new LogQuery.Asked(domain, "", "", "", "", "", "", "", 2)))
                .isEqualTo(ids.subList(0, 2));
    }

    @Test
    void anOutcomeIsFoundInMixedMessagesToo() throws Exception {
        Dossier mixed =
                message(
                        Duration.ofMinutes(1),
                        "a@" + domain,
                        "b@example.org",
                        "192.0.2.1",
                        "x",
                        Dossier.Kind.HELD,
                        Dossier.Kind.DISCARDED);
        for (String outcome : List.of("held", "discarded", "mixed")) {
            assertThat(find(new LogQuery.Asked(domain, "", "", "", "", "", "", outcome, 0)))
                    .as(outcome)
                    .containsExactly(mixed.id().toString());
        }
        assertThat(find(new LogQuery.Asked(domain, "", "", "", "", "", "", "refused", 0)))
                .isEmpty();
    }

    @Test
    void refusedRecipientsAndClientsAreFoundAndTold() throws Exception {
        var stamp = new Event.Stamp(id(Duration.ofMinutes(2)), "n");
        MailId transaction = id(Duration.ofMinutes(2));
        Event refused =
                new Event.RecipientRefused(
                        stamp,
                        transaction,
                        "2001:db8:0:0:0:0:0:99",
                        "x.example",
                        "<>",
                        "nobody@" + domain,
                        Reply.of(550, "5.7.1", "No"),
                        "relay-denied");
        file(
                refused,
                new Event.ClientRefused(
                        new Event.Stamp(id(Duration.ofMinutes(1)), "n"), "203.0.113.77", "rate"));
        List<LogEntry> entries =
                log.find(new LogQuery.Asked("", domain, "", "", "", "", "", "", 0).query(now));
        assertThat(entries)
                .singleElement()
                .satisfies(entry -> {
                    assertThat(entry.id()).isEqualTo(transaction.toString());
                    assertThat(entry.kind()).isEqualTo("recipient-refused");
                    assertThat(entry.reason()).isEqualTo("relay-denied");
                });
        assertThat(find(new LogQuery.Asked("", domain, "", "", "2001:db8::99", "", "", "", 0)))
                .hasSize(1);
        assertThat(
                        find(
                                new LogQuery.Asked(
                                        "", domain, "", "", "2001:db8::/64", "", "", "refused", 0)))
                .hasSize(1);
        assertThat(find(new LogQuery.Asked("", domain, "", "", "", "", "", "delivered", 0)))
                .isEmpty();
        assertThat(find(new LogQuery.Asked("", "", "", "", "203.0.113.77", "1h", "", "", 0)))
                .isNotEmpty();
        MessageLog.Known known = log.show(transaction);
        assertThat(known.dossier()).isEmpty();
        assertThat(known.events()).containsExactly(refused);
        assertThat(log.show(stamp.id()).events()).containsExactly(refused);
    }

    @Test
    void showsTheDossierAndWhatCameLater() throws Exception {
        Dossier dossier =
                message(
                        Duration.ofMinutes(9),
                        "a@" + domain,
                        "b@example.org",
                        "192.0.2.1",
                        "x",
                        Dossier.Kind.HELD);
        Event later =
                new Event.HeldDeleted(
                        new Event.Stamp(id(Duration.ofMinutes(1)), "n"), dossier.id(), "ann");
        file(later);
        assertThat(log.show(dossier.id()))
                .isEqualTo(new MessageLog.Known(Optional.of(dossier), List.of(later)));
        assertThat(log.show(id(Duration.ofMinutes(1))).isEmpty()).isTrue();
    }

    @Test
    void theBeginningOfAnIdIsEnough() throws Exception {
        String id =
                message(
                                Duration.ofMinutes(9),
                                "a@" + domain,
                                "b@example.org",
                                "192.0.2.1",
                                "x",
                                Dossier.Kind.HELD)
                        .id()
                        .toString();
        for (int length = 8; length <= MailId.TEXT_LENGTH; length++) {
            assertThat(log.find(id.substring(0, length))).extracting(LogEntry::id).contains(id);
        }
        assertThat(log.find(id.substring(0, 7))).isEmpty();
        assertThat(log.find(id + "0")).isEmpty();
        assertThat(log.find("not an id")).isEmpty();
    }

    @Test
    void wrongQuestionsAreExplained() {
        for (LogQuery.Asked wrong :
                List.of(
                        new LogQuery.Asked("", "", "", "", "localhost", "", "", "", 0),
                        new LogQuery.Asked("", "", "", "", "192.0.2.0/33", "", "", "", 0),
                        new LogQuery.Asked("", "", "", "", "fe80::1%1/64", "", "", "", 0),
                        new LogQuery.Asked("", "", "", "", "", "yesterday", "", "", 0),
                        new LogQuery.Asked("", "", "", "", "", "1h", "2h", "", 0),
                        new LogQuery.Asked("", "", "", "", "", "", "", "lost", 0),
                        new LogQuery.Asked("", "", "", "", "", "", "", "", LogQuery.MOST + 1),
                        new LogQuery.Asked("", "", "", "", "", "", "", "", -1))) {
            assertThatThrownBy(() -> wrong.query(now))
                    .as("%s", wrong)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(" ");
        }
        assertThat(LogQuery.time("+999999999-12-31T23:59:59", now))
                .isBefore("2100-01-01T00:00:00Z");
        assertThat(LogQuery.time("-999999999-01-01T00:00:00", now)).isAfter("1900-01-01T00:00:00Z");
        assertThat(LogQuery.time("9999d", now)).isEqualTo(now.minus(Duration.ofDays(3660)));
        LogQuery usual = ANYTHING.query(now);
        assertThat(usual.since()).isEqualTo(now.minus(LogQuery.USUAL_SPAN));
        assertThat(LogQuery.time("2026-11-21", now)).isEqualTo("2026-11-21T00:00:00Z");
        assertThat(LogQuery.time("2026-11-21T10:30", now)).isEqualTo("2026-11-21T10:30:00Z");
        assertThat(LogQuery.time("2026-11-21T10:30:05Z", now)).isEqualTo("2026-11-21T10:30:05Z");
        assertThat(LogQuery.time("2h", now)).isEqualTo(now.minus(Duration.ofHours(2)));
    }

    private List<String> find(LogQuery.Asked question) throws Exception {
        return log.find(question.query(now)).stream().map(LogEntry::id).toList();
    }

    private Dossier message(
            Duration ago, String from, String to, String ip, String subject, Dossier.Kind... kinds)
            throws Exception {
        Dossier plain = samples.dossier();
        var fates = new ArrayList<Dossier.Fate>();
        for (Dossier.Kind kind : kinds) {
            fates.add(Samples.fate(to, kind, "x"));
        }
        var dossier =
                DossierDraft.like(plain)
                        .id(id(ago))
                        .node("n")
                        .at(now.minus(ago).truncatedTo(java.time.temporal.ChronoUnit.MILLIS))
                        .client(
                                new Client(
                                        Samples.socket(ip, 25), "h", true, Optional.empty(), false))
                        .envelope(
                                new Envelope(
                                        new ReversePath.Mailbox(Samples.address(from)),
                                        List.of(Samples.address(to)),
                                        true))
                        .message(
                                new Dossier.Summary(
                                        100, "00", tag + "." + ip + "@ids.example", subject, ""))
                        .policy("fixed 1")
                        .evidence(new Evidence(List.of()))
                        .completeness(new Evidence.Completeness(0, 0, List.of()))
                        .rulings(List.of(Samples.ruled(to, new Ruling.Deliver("clean"))))
                        .ending(new Dossier.Ending(Reply.of(250, "2.0.0", "Ok"), "accepted", fates))
                        .timings(List.of())
                        .dossier();
        file(new Event.Judged(dossier));
        return dossier;
    }

    private void file(Event... events) throws Exception {
        var batch = new ArrayList<Filed>();
        for (Event event : events) {
            batch.add(new Filed(event, new String(EventJson.write(event), UTF_8)));
        }
        filing.file(batch, new Position("x", 1));
    }

    private MailId id(Duration ago) {
        return MailId.next(
                java.time.InstantSource.fixed(now.minus(ago)),
                new java.util.Random(System.nanoTime()));
    }
}
