package org.postern.mail.smtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.postern.mail.address.Domain;

/// What clients say about notices (RFC 3461, RFC 6533 §3), read and said again.
class NoticesTest {
    private static final Capabilities ALL = new Capabilities(Map.of("DSN", ""));

    private final CommandParser parser = new CommandParser(new Domain.Name("example.org"));

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "RET=FULL ENVID=QQ+2B314+3D159 | FULL | QQ+314=159",
                "envid=a+20b ret=hdrs          | HDRS | a b",
            })
    void mailTellsTheNameAndHowMuchComesBack(String parameters, Ret ret, String envid) {
        Command command = parser.parse("MAIL FROM:<a@b.example> " + parameters);
        assertThat(command)
                .isInstanceOfSatisfying(
                        Command.Mail.class,
                        mail -> {
                            assertThat(mail.parameters().ret()).contains(ret);
                            assertThat(mail.parameters().envid()).isEqualTo(envid);
                            assertSaidAgain(
                                    command,
                                    ClientCommand.mail(mail.sender(), mail.parameters(), ALL));
                        });
    }

    /// A mail server cannot mend what its client said, and the rest of the command stands.
    @Test
    void promise5_behindAServerNamesThatCannotBeReadAreLeftOut() {
        var behind = CommandParser.behindServer(new Domain.Name("example.org"));
        String mail = "MAIL FROM:<a@b.example> RET=HDRS ENVID=" + "x".repeat(101);
        String rcpt = "RCPT TO:<b@example.org> NOTIFY=FAILURE ORCPT=a_b;x";
        for (String line : List.of(mail, rcpt)) {
            assertThat(parser.parse(line)).isEqualTo(new Command.Malformed(Replies.BAD_PARAMETER));
        }
        assertThat(behind.parse(mail)).isEqualTo(parser.parse("MAIL FROM:<a@b.example> RET=HDRS"));
        assertThat(behind.parse(rcpt))
                .isEqualTo(parser.parse("RCPT TO:<b@example.org> NOTIFY=FAILURE"));
        assertThat(behind.parse("RCPT TO:<b@example.org> NOTIFY=SOMETIMES"))
                .isEqualTo(new Command.Malformed(Replies.BAD_PARAMETER));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "NOTIFY=NEVER                                | NEVER           |         |",
                "notify=success,Delay                        | SUCCESS,DELAY   |         |",
                "ORCPT=rfc822;Bob+2Btag@example.com          |                 | rfc822  | Bob+tag@example.com",
                "NOTIFY=FAILURE ORCPT=x400;+2FS=1            |                 | refused |",
                "NOTIFY=FAILURE ORCPT=x400;+2FS+3D1          | FAILURE         | x400    | /S=1",
                "ORCPT=rfc822;j+C3+B6rg+2Bx@example.com      |                 | utf-8   | j\u00f6rg+x@example.com",
                "ORCPT=utf-8;j\\x{F6}rg\\x{2B}x@example.com  |                 | utf-8   | j\u00f6rg+x@example.com",
                "ORCPT=UTF-8;\\x{1F600}@example.com          |                 | UTF-8   | \ud83d\ude00@example.com",
            })
    void rcptTellsWhatIsWantedAndTheFirstAddress(
            String parameters, String notifyOn, String type, String address) {
        Command command = parser.parse("RCPT TO:<b@example.org> " + parameters);
        if ("refused".equals(type)) {
            assertThat(command).isEqualTo(new Command.Malformed(Replies.BAD_PARAMETER));
            return;
        }
        assertThat(command)
                .isInstanceOfSatisfying(
                        Command.Rcpt.class,
                        rcpt -> {
                            Set<Notify> wanted = rcpt.parameters().notifyOn();
                            assertThat(wanted.stream().sorted().map(Notify::name))
                                    .containsExactly(
                                            notifyOn == null ? new String[0] : notifyOn.split(","));
                            assertThat(rcpt.parameters().orcpt())
                                    .isEqualTo(
                                            type == null
                                                    ? Optional.empty()
                                                    : Optional.of(
                                                            new OriginalRecipient(type, address)));
                            assertSaidAgain(
                                    command,
                                    ClientCommand.rcpt(rcpt.recipient(), rcpt.parameters(), ALL));
                        });
    }

    private void assertSaidAgain(Command command, ClientCommand said) {
        assertThat(parser.parse(said.line())).isEqualTo(command);
    }

    @ParameterizedTest
    @CsvSource({
        "'NOTIFY=NEVER,FAILURE'",
        "'NOTIFY=SUCCESS,SUCCESS'",
        "NOTIFY=",
        "NOTIFY",
        "NOTIFY=ALWAYS",
        "NOTIFY=NEVER NOTIFY=NEVER",
        "ORCPT=",
        "ORCPT=bob@example.com",
        "ORCPT=rfc822;",
        "ORCPT=;bob@example.com",
        "ORCPT=rfc 822;bob",
        "ORCPT=rfc822;a+0D+0AMAIL",
        "ORCPT=rfc822;a+00",
        "ORCPT=rfc822;a+4",
        "ORCPT=rfc822;a+C3",
        "ORCPT=rfc822;a+C3+B6+0D",
        "ORCPT=x400;a+C3+B6",
        "ORCPT=utf-8;\\x{D800}",
        "ORCPT=utf-8;\\x{0A}",
        "ORCPT=utf-8;\\x{2028}",
        "ORCPT=utf-8;\\x{110000}",
        "ORCPT=utf-8;\\x{",
    })
    void a17_wrongParametersOfRcptAreRefused(String parameters) {
        assertThat(parser.parse("RCPT TO:<b@example.org> " + parameters))
                .isInstanceOfSatisfying(
                        Command.Malformed.class,
                        it -> assertThat(it.reply().code()).isBetween(501, 555));
    }

    @Test
    void neverBesideSomethingElseIs501() {
        assertThat(parser.parse("RCPT TO:<b@example.org> NOTIFY=NEVER,FAILURE"))
                .isInstanceOfSatisfying(
                        Command.Malformed.class,
                        it -> assertThat(it.reply().code()).isEqualTo(501));
    }

    @Test
    void lengthsHaveLimits() {
        assertThat(parser.parse("MAIL FROM:<> ENVID=" + "x".repeat(100)))
                .isInstanceOf(Command.Mail.class);
        assertThat(parser.parse("MAIL FROM:<> ENVID=" + "x".repeat(101)))
                .isInstanceOf(Command.Malformed.class);
        assertThat(parser.parse("MAIL FROM:<> ENVID=" + "+0A"))
                .isInstanceOf(Command.Malformed.class);
        assertThat(parser.parse("RCPT TO:<b@example.org> ORCPT=rfc822;" + "x".repeat(493)))
                .isInstanceOf(Command.Rcpt.class);
        assertThat(parser.parse("RCPT TO:<b@example.org> ORCPT=rfc822;" + "x".repeat(494)))
                .isInstanceOf(Command.Malformed.class);
    }

    @Test
    void a17_whatIsSaidToOthersHoldsNoSecondCommand() {
        assertThatThrownBy(() -> new OriginalRecipient("rfc822", "a\r\nDATA"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new OriginalRecipient("rfc822;x", "a"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(new OriginalRecipient("rfc822", "a b+c=d").encode())
                .isEqualTo("rfc822;a+20b+2Bc+3Dd");
        assertThat(
                        ClientCommand.rcpt(
                                        WireSession.address("b@example.org"),
                                        new RcptParameters(
                                                Set.of(Notify.DELAY, Notify.SUCCESS),
                                                Optional.empty()),
                                        Capabilities.NONE)
                                .line())
                .isEqualTo("RCPT TO:<b@example.org>");
    }

    @Test
    void promise5_strangersAreNotOfferedNotices() {
        var stranger =
                new WireSession()
                        .play(
                                Segments.of(
                                        "EHLO c\r\n",
                                        "MAIL FROM:<a@c.example> RET=HDRS\r\n",
                                        "MAIL FROM:<a@c.example> ENVID=x\r\n",
                                        "MAIL FROM:<a@c.example>\r\n",
                                        "RCPT TO:<b@example.org> NOTIFY=SUCCESS\r\n",
                                        "RCPT TO:<b@example.org> ORCPT=rfc822;x@y\r\n"));
        assertThat(stranger.replies.getFirst().lines()).doesNotContain("DSN");
        assertThat(stranger.codes()).isEqualTo("250 555 555 250 555 555 221");

        var friend = new WireSession();
        friend.notices = true;
        friend.play(
                Segments.of(
                        "EHLO c\r\n",
                        "MAIL FROM:<a@c.example> RET=HDRS ENVID=x\r\n",
                        "RCPT TO:<b@example.org> NOTIFY=SUCCESS\r\n",
                        "RCPT TO:<c@example.org>\r\n"));
        assertThat(friend.replies.getFirst().lines()).contains("DSN");
        assertThat(friend.states.get(3))
                .isInstanceOfSatisfying(
                        State.Addressing.class,
                        it ->
                                assertThat(it.transaction().asked())
                                        .containsOnlyKeys(WireSession.address("b@example.org")));
    }
}
