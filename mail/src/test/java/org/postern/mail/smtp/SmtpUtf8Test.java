package org.postern.mail.smtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postern.mail.address.Address;
import org.postern.mail.address.AddressParser;
import org.postern.mail.address.Domain;
import org.postern.mail.address.ReversePath;

/// Letters past ASCII in commands (RFC 6531).
class SmtpUtf8Test {
    private static final Address JOERG =
            AddressParser.INTERNATIONAL.address("j\u00f6rg@b\u00fccher.example").orThrow();

    private final CommandParser parser = new CommandParser(new Domain.Name("example.org"));

    @Test
    void a21_onlyATransactionThatAskedMayHaveThem() {
        var session =
                new WireSession()
                        .play(
                                Segments.of(
                                        "EHLO c\r\n",
                                        wire("MAIL FROM:<j\u00f6rg@c.example>\r\n"),
                                        wire("MAIL FROM:<a@b\u00fccher.example>\r\n"),
                                        "MAIL FROM:<a@c.example>\r\n",
                                        wire("RCPT TO:<j\u00f6rg@example.org>\r\n"),
                                        wire("RCPT TO:<a@EXAMPLE.org> ORCPT=utf-8;\u00f6@x\r\n"),
                                        "RSET\r\n",
                                        wire("MAIL FROM:<j\u00f6rg@c.example> SMTPUTF8\r\n"),
                                        wire("RCPT TO:<j\u00f6rg@example.org>\r\n")));
        assertThat(session.replies.getFirst().lines()).contains("SMTPUTF8");
        assertThat(session.codes()).isEqualTo("250 553 553 250 553 553 250 250 250 221");
        assertThat(session.replies.get(1).enhanced()).isEqualTo("5.6.7");
        assertThat(session.replies.get(4).enhanced()).isEqualTo("5.6.7");
        assertThat(session.states.get(8))
                .isInstanceOfSatisfying(
                        State.Addressing.class,
                        it -> {
                            assertThat(it.transaction().parameters().smtpUtf8()).isTrue();
                            assertThat(it.transaction().recipients())
                                    .extracting(Address::localPart)
                                    .containsExactly("j\u00f6rg");
                        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "MAIL FROM:<\u00fc@b.example> SMTPUTF8",
                "MAIL FROM:<\u00c0\u00af@b.example> SMTPUTF8",
                "MAIL FROM:<\u00ed\u00a0\u0080@b.example> SMTPUTF8",
                "RCPT TO:<x\u00c3",
                "NOOP \u00ff",
            })
    void a8_whatIsNotUtf8IsNoCommand(String octets) {
        assertThat(parser.parse(octets)).isEqualTo(new Command.Malformed(Replies.NOT_UTF8));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "R\u017fET",
                "DATA\u0130",
                "MAIL FROM:<a@b.example> \u017fMTPUTF8",
                "MAIL FROM:<a@b.example> SMTPUTF8 BODY=8B\u0131TMIME",
                "RCPT TO:<a@b.example> NOTIFY=\u017fUCCESS",
                "MAIL FROM:<a@b.example> SMTPUTF8=1",
                "MAIL FROM:<a\u0085@b.example> SMTPUTF8",
                "MAIL FROM:<a\u202e@b.example> SMTPUTF8",
                "EHLO b\u00fccher.example",
            })
    void a8_lettersThatOnlyLookLikeOthersAreNot(String line) {
        assertThat(parser.parse(wire(line))).isInstanceOf(Command.Malformed.class);
    }

    @Test
    void bothSpellingsOfADomainAreOneRecipient() {
        var asked = "MAIL FROM:<> SMTPUTF8";
        assertThat(parser.parse(asked)).isInstanceOf(Command.Mail.class);
        assertThat(parser.parse(wire("RCPT TO:<a@B\u00dcCHER.example>")))
                .isEqualTo(
                        new Command.Rcpt(
                                WireSession.address("a@xn--bcher-kva.example"),
                                RcptParameters.NONE,
                                true));
    }

    @Test
    void a21_theClientSaysThemOnlyWhereTheyAreOffered() {
        var utf8 =
                new MailParameters(
                        0, MailParameters.Body.EIGHT_BIT_MIME, true, Optional.empty(), "");
        var server = new Capabilities(Map.of("8BITMIME", "", "SMTPUTF8", ""));
        var sender = new ReversePath.Mailbox(JOERG);
        assertThat(
                        new String(
                                ClientCommand.mail(sender, utf8, server).encode(),
                                StandardCharsets.UTF_8))
                .isEqualTo(
                        "MAIL FROM:<j\u00f6rg@xn--bcher-kva.example> BODY=8BITMIME SMTPUTF8\r\n");
        assertThat(ClientCommand.rcpt(JOERG, RcptParameters.NONE, server).line())
                .isEqualTo("RCPT TO:<j\u00f6rg@xn--bcher-kva.example>");
        assertThatThrownBy(() -> ClientCommand.mail(sender, utf8, Capabilities.NONE))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> ClientCommand.mail(sender, MailParameters.NONE, server))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> ClientCommand.rcpt(JOERG, RcptParameters.NONE, Capabilities.NONE))
                .isInstanceOf(IllegalArgumentException.class);
    }

    /// The text in UTF-8, one character for each octet.
    private static String wire(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }
}
