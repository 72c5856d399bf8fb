package org.postern.mail.smtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.postern.mail.address.Address;
import org.postern.mail.address.AddressParser;
import org.postern.mail.address.Domain;
import org.postern.mail.address.Parsed;
import org.postern.mail.address.ReversePath;
import org.postern.mail.address.Unreadable;

/// One line, one command.
class CommandParserTest {
    private static final Domain OWN = new Domain.Name("example.org");

    private final CommandParser parser = new CommandParser(OWN);

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "MAIL                                   | 501 5.5.4",
                "MAIL FROM                              | 501 5.5.4",
                "MAIL FROM:                             | 501 5.1.7",
                "MAIL FROM: <a@b.example>               | 501 5.1.7",
                "MAIL FROM :<a@b.example>               | 501 5.5.4",
                "MAIL FROM:a@b.example                  | 501 5.1.7",
                "MAIL TO:<a@b.example>                  | 501 5.5.4",
                "MAIL FROM:<a@b.example>x               | 501 5.5.4",
                "MAIL FROM:<a@b.example> SIZE           | 501 5.5.4",
                "MAIL FROM:<a@b.example> SIZE=          | 501 5.5.4",
                "MAIL FROM:<a@b.example> SIZE=-1        | 501 5.5.4",
                "MAIL FROM:<a@b.example> SIZE=1x        | 501 5.5.4",
                "MAIL FROM:<a@b.example> SIZE=123456789012345678901 | 501 5.5.4",
                "MAIL FROM:<a@b.example> BODY=BINARYMIME             | 555 5.6.1",
                "MAIL FROM:<a@b.example> BODY=7BIT BODY=7BIT | 501 5.5.4",
                "MAIL FROM:<a@b.example> AUTH=a+4       | 501 5.5.4",
                "MAIL FROM:<a@b.example> =              | 555 5.5.4",
                "MAIL FROM:<\u00fc@b.example>           | 500 5.5.2",
                "RCPT TO:<>                             | 501 5.1.3",
                "RCPT TO:<a@b.example>x                 | 501 5.5.4",
                "RCPT TO:<a@b.example> ORCPT=x                       | 501 5.5.4",
                "RCPT TO:<\u00c3@b.example>             | 500 5.5.2",
                "RCPT FROM:<a@b.example>                | 501 5.5.4",
                "DATA now                               | 501 5.5.4",
                "RSET x                                 | 501 5.5.4",
                "QUIT x                                 | 501 5.5.4",
                "STARTTLS x                             | 501 5.5.4",
                "EHLO                                   | 501 5.5.4",
                "EHLO a b                               | 501 5.5.4",
                "EHLO \u00c3\u00bc                            | 501 5.5.4",
                "WAT                                    | 500 5.5.1",
                "MAILFROM:<a@b.example>                 | 500 5.5.1",
                "NOOP \u0007x                           | 500 5.5.2",
                "NO\tOP                                 | 500 5.5.2",
            })
    void wrongLinesHaveTheirReply(String line, String reply) {
        assertThat(parser.parse(line))
                .isInstanceOfSatisfying(
                        Command.Malformed.class,
                        malformed -> assertThat(malformed.reply().toString()).startsWith(reply));
    }

    @Test
    void anEmptyLineIsNoCommand() {
        assertThat(parser.parse("")).isEqualTo(new Command.Malformed(Replies.UNKNOWN));
        assertThat(parser.parse(" DATA")).isEqualTo(new Command.Malformed(Replies.UNKNOWN));
    }

    @Test
    void verbsAndKeywordsHaveNoCase() {
        assertThat(parser.parse("data  ")).isEqualTo(new Command.Data());
        assertThat(parser.parse("mail from:<> size=7  body=8bitmime"))
                .isEqualTo(
                        new Command.Mail(
                                ReversePath.Null.NULL,
                                new MailParameters(7, MailParameters.Body.EIGHT_BIT_MIME)));
        assertThat(parser.parse("rcpt to:<POSTMASTER>"))
                .isEqualTo(
                        new Command.Rcpt(
                                WireSession.address("postmaster@example.org"),
                                RcptParameters.NONE,
                                false));
        assertThat(parser.parse("ehlo Client.Example"))
                .isEqualTo(new Command.Greet(new Hello("Client.Example", true)));
    }

    @Test
    void a18_greetingsHaveNoBlanksAndNoControls() {
        for (String bad : new String[] {"a\r\nb", "\u001b[2J", "a b", "", "ü", "x".repeat(256)}) {
            assertThatThrownBy(() -> new Hello(bad, true))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThat(parser.parse("EHLO " + bad)).isInstanceOf(Command.Malformed.class);
        }
    }

    @Test
    void a18_repliesRepeatNothingOfTheClient() {
        for (String line :
                new String[] {
                    "\u001b[2Jzzz", "zzz <script>", "MAIL FROM:<zzz>", "RCPT TO:<zzz@zzz@zzz>"
                }) {
            assertThat(parser.parse(line))
                    .isInstanceOfSatisfying(
                            Command.Malformed.class,
                            malformed ->
                                    assertThat(malformed.reply().toString()).doesNotContain("zzz"));
        }
    }

    /// A server that has a message in its queue would write a bounce in the end.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "MAIL FROM:<a b@c> SIZE=5 RET=HDRS     | <a b@c>",
                "MAIL FROM:<a> RET=x> SIZE=5 RET=HDRS  | <a> RET=x>",
                "MAIL FROM:<\u00ff@b.example> SIZE=5 RET=HDRS | <?@b.example>",
                "MAIL FROM:<\u00c3\u00a4@b.example> SIZE=5 RET=HDRS | <?@b.example>",
                "MAIL FROM:<\"\u0001\"@b.example> SIZE=5 RET=HDRS | <???@b.example>",
            })
    void behindAQueueASenderIsTakenThatCannotBeRead(String line, String shown) {
        assertThat(parser.parse(line)).isInstanceOf(Command.Malformed.class);
        assertThat(CommandParser.behindServer(OWN).parse(line))
                .isInstanceOf(Command.Malformed.class);
        assertThat(CommandParser.behindQueue(OWN).parse(line))
                .isInstanceOfSatisfying(
                        Command.Mail.class,
                        it -> {
                            assertThat(it.sender())
                                    .isEqualTo(new ReversePath.Mailbox(Unreadable.of(shown)));
                            assertThat(it.parameters().size()).isEqualTo(5);
                            assertThat(it.parameters().ret()).contains(Ret.HDRS);
                        });
    }

    @Test
    void whatStandsForAnAddressIsOneForCertain() {
        for (String text : List.of("", "<>", "\"\\\u0000\u00e4", "x".repeat(5000), "\ud83d")) {
            Address address = Unreadable.of(text);
            assertThat(Unreadable.is(address)).isTrue();
            assertThat(AddressParser.INTERNATIONAL.address(address.toString()))
                    .isEqualTo(new Parsed.Value<>(address));
        }
    }
}
