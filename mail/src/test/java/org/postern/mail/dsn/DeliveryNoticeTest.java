package org.postern.mail.dsn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.postern.mail.dsn.Notices.ARRIVAL;
import static org.postern.mail.dsn.Notices.HEADER;
import static org.postern.mail.dsn.Notices.NOW;
import static org.postern.mail.dsn.Notices.about;
import static org.postern.mail.dsn.Notices.address;
import static org.postern.mail.dsn.Notices.octets;
import static org.postern.mail.dsn.Notices.original;
import static org.postern.mail.dsn.Notices.refused;

import java.io.IOException;
import java.net.URL;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postern.mail.address.Address;

/// Notices as they go out. With the system property `postern.golden` set to the resources directory, the examples are
/// written anew, to be looked at as a change like any other.
class DeliveryNoticeTest {
    private static final ByteBuffer WHOLE =
            octets(
                    """
                    From: Anna <anna@example.org>
                    To: Bruno <bruno@example.net>
                    Subject: Minutes of the meeting
                    Message-ID: <minutes-7@example.org>
                    MIME-Version: 1.0
                    Content-Type: text/plain; charset=us-ascii

                    Dear Bruno,
                    here they are.
                    """);

    @Test
    void aRefusalIsExplained() throws Exception {
        golden("refused", about(refused("bruno@example.net", "5.1.1", "550 5.1.1 No such user")));
    }

    @Test
    void aDelayIsExplained() throws Exception {
        var status =
                RecipientStatus.of(
                                address("bruno@example.net"),
                                Action.DELAYED,
                                "4.4.1",
                                new Reason.NotReached("mail.example.net", "connection timed out"))
                        .withTimes(NOW, Optional.of(NOW.plus(Duration.ofDays(3))));
        golden("delayed", about(status));
    }

    @Test
    void theEndOfWaitingIsExplainedWithTheWholeMessage() throws Exception {
        var status =
                RecipientStatus.of(
                                address("bruno@example.net"),
                                Action.FAILED,
                                "4.2.2",
                                new Reason.Expired(
                                        Duration.ofDays(2),
                                        new Reason.Said(
                                                "mail.example.net", "452 4.2.2 Mailbox full")))
                        .withOriginal(original("rfc822", "office@example.com"))
                        .withTimes(NOW, Optional.empty());
        golden(
                "expired",
                about(
                        "anna@example.org",
                        Reach.SEVEN_BIT,
                        "order 66",
                        List.of(status),
                        new Returned.Whole(WHOLE)));
    }

    @Test
    void severalOutcomesAreOneNotice() throws Exception {
        golden(
                "several",
                about(
                        refused("bruno@example.net", "5.7.1", "554 5.7.1 Not welcome here"),
                        RecipientStatus.of(
                                address("carla@example.com"),
                                Action.DELIVERED,
                                "2.1.5",
                                Reason.None.NONE),
                        RecipientStatus.of(
                                address("dora@example.com"),
                                Action.RELAYED,
                                "2.1.5",
                                Reason.None.NONE),
                        RecipientStatus.of(
                                address("team@example.org"),
                                Action.EXPANDED,
                                "2.1.5",
                                Reason.None.NONE)));
    }

    @Test
    void anInternationalNoticeIsWrittenInItsLetters() throws Exception {
        golden("international", international(Reach.INTERNATIONAL));
    }

    @Test
    void whatIsNotAsciiTravelsInAscii() throws Exception {
        golden("in-ascii", international(Reach.EIGHT_BIT));
    }

    private static DeliveryReport international(Reach reach) {
        var status =
                refused("βρούνο@παράδειγμα.gr", "5.6.7", "553 5.6.7 No Greek here: ρ")
                        .withOriginal(original("utf-8", "β+a=b@παράδειγμα.gr"));
        var header =
                new Returned.HeaderOnly(
                        octets(
                                """
                                From: Άννα <άννα@example.org>
                                Subject: Πρακτικά
                                Message-ID: <minutes-7@example.org>

                                """));
        return about("άννα@example.org", reach, "", List.of(status), header);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\r\n", "\n", "\r", "\0", "\u2028", "\u0085"})
    void g6_textsOfStrangersStayInTheirLine(String breaking) {
        String evil = "x" + breaking + "Evil: yes" + breaking + breaking + "--boundary";
        var status =
                new RecipientStatus(
                        address("bruno@example.net"),
                        original("rfc822", "--boundary:Evil: yes@example.net"),
                        Action.FAILED,
                        "5.1.1" + breaking,
                        new Reason.Said("mail.example.net" + breaking + "Evil: yes", evil),
                        Optional.of(NOW),
                        Optional.empty());
        var report = about("anna@example.org", Reach.SEVEN_BIT, evil, List.of(status), HEADER);
        Notice notice = DeliveryNotice.of(report);
        Notices.checkRules(notice, report);
        assertThat(Notices.text(notice).lines()).noneMatch(it -> it.startsWith("Evil:"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "begin 644 virus.exe",
                "=ybegin line=128 size=1 name=x",
                "(This file must be converted with BinHex 4.0)",
                "From anna@example.org Fri Nov 20 10:00:00 2026",
                "Content-Type: application/x-msdownload",
                "<html><script>alert(1)</script><img src=http://example.com/x>",
                "\u001b[31mred\u001b]0;title\u0007",
                "\u202egpj.exe \u2066x\u2069",
                "=?utf-8?Q?=0D=0AEvil:_yes?="
            })
    void g6_repliesThatActOnReadersAreText(String evil) {
        String reply = "550 " + evil + "\r\n" + evil;
        var returned = new Returned.Whole(octets("Subject: " + evil + "\n" + evil + "\n\nx\n"));
        var report =
                about(
                        "anna@example.org",
                        Reach.EIGHT_BIT,
                        "",
                        List.of(refused("bruno@example.net", "5.1.1", reply)),
                        returned);
        Notice notice = DeliveryNotice.of(report);
        Notices.checkRules(notice, report);
        assertThat(Notices.text(notice)).doesNotContain("\u001b").doesNotContain("\u202e");
        assertThat(Notices.read(notice).root().children().getFirst().type().full())
                .isEqualTo("text/plain");
    }

    @Test
    void g6_aReplyOfAMegabyteIsCut() {
        for (String reply :
                List.of(
                        "550 " + "x".repeat(1 << 20),
                        "550 " + "x ".repeat(1 << 19),
                        " ".repeat(1 << 20),
                        "\ud83d\ude00".repeat(1 << 18),
                        "\ud83d".repeat(1 << 20))) {
            var report = about(refused("bruno@example.net", "5.1.1", reply));
            Notice notice = DeliveryNotice.of(report);
            Notices.checkRules(notice, report);
            assertThat(notice.octets()).hasSizeLessThan(30_000);
        }
    }

    @Test
    void g6_eightBitGarbageBecomesAscii() {
        String garbage = new String(allOctets(), StandardCharsets.ISO_8859_1);
        var report =
                about(
                        "anna@example.org",
                        Reach.SEVEN_BIT,
                        garbage,
                        List.of(
                                refused("bruno@example.net", garbage, garbage)
                                        .withOriginal(original(garbage, garbage))),
                        new Returned.Whole(ByteBuffer.wrap(allOctets())));
        Notice notice = DeliveryNotice.of(report);
        Notices.checkRules(notice, report);
        assertThat(notice.eightBit()).isFalse();
    }

    @Test
    void g6_aThousandRecipientsWithLongRepliesMakeASmallNotice() {
        List<RecipientStatus> many =
                Collections.nCopies(
                        1000, refused("bruno@example.net", "5.1.1", "550 " + "no ".repeat(5000)));
        var report = about("anna@example.org", Reach.SEVEN_BIT, "", many, HEADER);
        Notice notice = DeliveryNotice.of(report);
        Notices.checkRules(notice, report);
        assertThat(notice.octets()).hasSizeLessThan(500_000);
        assertThat(Notices.explanation(notice)).contains("950 more are in the report attached.");
    }

    @Test
    void g6_aMessageThatReadersDisagreeAboutComesBackAsItsHeader() {
        var ambiguous =
                octets(
                        """
                        Subject: two boundaries
                        MIME-Version: 1.0
                        Content-Type: multipart/mixed; boundary="a"; boundary="b"

                        --a
                        --b
                        --b--
                        --a--
                        """);
        assertThat(lastType(Reach.INTERNATIONAL, ambiguous)).isEqualTo("text/rfc822-headers");
    }

    @Test
    void aMessageComesBackWholeOnlyWhereItCanTravelAsItIs() {
        assertThat(lastType(Reach.SEVEN_BIT, WHOLE)).isEqualTo("message/rfc822");
        assertThat(lastType(Reach.SEVEN_BIT, octets("Subject: x\n\nü\n")))
                .isEqualTo("text/rfc822-headers");
        assertThat(lastType(Reach.EIGHT_BIT, octets("Subject: x\n\nü\n")))
                .isEqualTo("message/rfc822");
        assertThat(lastType(Reach.EIGHT_BIT, octets("Subject: ü\n\nü\n")))
                .isEqualTo("text/rfc822-headers");
        assertThat(lastType(Reach.INTERNATIONAL, octets("Subject: ü\n\nü\n")))
                .isEqualTo("message/global");
        assertThat(lastType(Reach.SEVEN_BIT, octets("Subject: x\n\n" + "x".repeat(999))))
                .isEqualTo("text/rfc822-headers");
        assertThat(
                        lastType(
                                Reach.SEVEN_BIT,
                                octets("Subject: x\n\n" + "x\n".repeat(Returned.MOST_WHOLE / 2))))
                .isEqualTo("text/rfc822-headers");
        assertThat(
                        lastType(
                                Reach.SEVEN_BIT,
                                StandardCharsets.US_ASCII.encode(
                                        "Subject: x\r\n\r\nbare\nline end")))
                .isEqualTo("text/rfc822-headers");
    }

    private static String lastType(Reach reach, ByteBuffer message) {
        var report =
                about(
                        "anna@example.org",
                        reach,
                        "",
                        List.of(refused("bruno@example.net", "5.1.1", "550 no")),
                        new Returned.Whole(message));
        Notice notice = DeliveryNotice.of(report);
        Notices.checkRules(notice, report);
        return Notices.read(notice).root().children().getLast().type().full();
    }

    @Test
    void onlyAFailureBringsTheMessageBack() {
        var delayed =
                RecipientStatus.of(
                        address("bruno@example.net"), Action.DELAYED, "4.0.0", Reason.None.NONE);
        var report =
                about(
                        "anna@example.org",
                        Reach.SEVEN_BIT,
                        "",
                        List.of(delayed),
                        new Returned.Whole(WHOLE));
        Notice notice = DeliveryNotice.of(report);
        Notices.checkRules(notice, report);
        assertThat(Notices.text(notice)).doesNotContain("here they are");
    }

    @ParameterizedTest
    @CsvSource({
        "FAILED, 5.1.1, 5.1.1",
        "FAILED, 4.4.7, 4.4.7",
        "FAILED, 2.0.0, 5.0.0",
        "FAILED, '', 5.0.0",
        "FAILED, 5.1, 5.0.0",
        "FAILED, 5.1000.1, 5.0.0",
        "DELAYED, 5.4.1, 4.4.1",
        "DELAYED, 6.1.1, 4.0.0",
        "DELIVERED, 5.1.1, 2.1.1",
        "RELAYED, 2.6.0, 2.6.0"
    })
    void theStatusAgreesWithTheAction(Action action, String given, String shown) {
        assertThat(action.status(given)).isEqualTo(shown);
    }

    @Test
    void aPathologicalMessageIdIsNotRepeated() {
        for (String id :
                List.of(
                        "<a@b",
                        "a@b",
                        "<a b@c>",
                        "<a@b> <c@d>",
                        "<>",
                        "<" + "a@b".repeat(9) + ">")) {
            var returned = new Returned.HeaderOnly(octets("Message-ID: " + id + "\n\n"));
            var report =
                    about(
                            "anna@example.org",
                            Reach.SEVEN_BIT,
                            "",
                            List.of(refused("bruno@example.net", "5.1.1", "550 no")),
                            returned);
            assertThat(Notices.read(DeliveryNotice.of(report)).root().header().count("References"))
                    .as(id)
                    .isZero();
        }
    }

    @Test
    void theLongestAddressFitsInItsLine() {
        Address longest = address("é".repeat(32) + "@" + ("ü".repeat(31) + ".").repeat(2) + "de");
        var status =
                RecipientStatus.of(longest, Action.FAILED, "5.1.1", Reason.None.NONE)
                        .withOriginal(original("utf-8", longest.toString()));
        for (Reach reach : Reach.values()) {
            var report = about("anna@example.org", reach, "", List.of(status), HEADER);
            Notices.checkRules(DeliveryNotice.of(report), report);
        }
    }

    @Test
    void blanksInAnAddressAreKept() {
        var status = refused("\"a  b\"@example.net", "5.1.1", "550 no");
        assertThat(Notices.report(DeliveryNotice.of(about(status))))
                .contains("Final-Recipient: rfc822; \"a  b\"@example.net\r\n");
    }

    @Test
    void aReportNeedsARecipientAndAnId() {
        assertThatIllegalArgumentException().isThrownBy(() -> about());
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        new DeliveryReport(
                                new DeliveryReport.Reporter("mx", address("postmaster@mx.example")),
                                address("anna@example.org"),
                                "a@b>\r\nEvil: yes",
                                NOW,
                                ARRIVAL,
                                "",
                                List.of(refused("bruno@example.net", "5.1.1", "550 no")),
                                HEADER,
                                Reach.SEVEN_BIT));
    }

    private static byte[] allOctets() {
        byte[] all = new byte[256];
        for (int i = 0; i < all.length; i++) {
            all[i] = (byte) i;
        }
        return all;
    }

    private static void golden(String name, DeliveryReport report) throws Exception {
        Notice notice = DeliveryNotice.of(report);
        Notices.checkRules(notice, report);
        assertThat(DeliveryNotice.of(report).octets()).isEqualTo(notice.octets());
        String target = System.getProperty("postern.golden", "");
        if (!target.isEmpty()) {
            Path file = Path.of(target, "org/postern/mail/dsn", name + ".eml");
            Files.createDirectories(Objects.requireNonNull(file.getParent()));
            Files.write(file, notice.octets());
        } else {
            assertThat(Notices.text(notice)).isEqualTo(expected(name));
        }
    }

    private static String expected(String name) throws IOException {
        URL url = Objects.requireNonNull(DeliveryNoticeTest.class.getResource(name + ".eml"), name);
        try (var in = url.openStream()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
