package org.postern.mail.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.EnumSet;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.postern.mail.address.Address;
import org.postern.mail.address.Domain;
import org.postern.mail.address.ReversePath;
import org.postern.mail.sasl.ClientExchange;
import org.postern.mail.sasl.Mechanism;
import org.postern.mail.sasl.ScramKeys;
import org.postern.mail.smtp.AuthDialogue.Next;

class AuthTest {
    private static final String NONCE = "0123456789abcdefghij";
    private static final CommandParser PARSER = new CommandParser(new Domain.Name("example.org"));
    private static final State READY =
            new State.Ready(Tally.ZERO, new Hello("client.example", true));

    /// Rules that only know how the connection stands to logging in.
    private record Standing(Conversation.Login login) implements Conversation.Rules {
        @Override
        public Conversation.Tls tls() {
            return Conversation.Tls.ACTIVE;
        }

        @Override
        public boolean mayTellClient() {
            return false;
        }

        @Override
        public boolean mayGetNotices() {
            return false;
        }

        @Override
        public Optional<Reply> refuseSender(Hello hello, ReversePath sender) {
            return Optional.empty();
        }

        @Override
        public Optional<Reply> refuseRecipient(Hello hello, ReversePath sender, Address to) {
            return Optional.empty();
        }
    }

    private static Step step(Conversation.Login login, State state, String line) {
        var conversation =
                new Conversation(
                        "mx.example.org", ConversationLimits.DEFAULTS, new Standing(login));
        return conversation.step(state, PARSER.parse(line));
    }

    @ParameterizedTest
    @CsvSource({"ABSENT, 502", "NEEDS_TLS, 538", "DONE, 503"})
    void a16_whoMayNotLogInIsToldSo(Conversation.Login login, int code) {
        Step step = step(login, READY, "AUTH PLAIN AGFubmEAc2VjcmV0");
        assertThat(step.reply().code()).isEqualTo(code);
        assertThat(step.then()).isEqualTo(Step.Then.ANSWER);
    }

    @ParameterizedTest
    @EnumSource
    void a16_loggingInIsAnnouncedOnlyWhereItIsPossible(Conversation.Login login) {
        Reply reply = step(login, READY, "EHLO client").reply();
        assertThat(reply.lines().contains("AUTH SCRAM-SHA-256 PLAIN LOGIN"))
                .isEqualTo(login == Conversation.Login.OFFERED);
    }

    @Test
    void a16_loggingInComesAfterEhloAndOutsideOfTransactions() {
        var offered = Conversation.Login.OFFERED;
        assertThat(step(offered, State.Connected.NEW, "AUTH PLAIN").reply().code()).isEqualTo(503);
        var helo = new State.Ready(Tally.ZERO, new Hello("client", false));
        assertThat(step(offered, helo, "AUTH PLAIN").reply().code()).isEqualTo(503);
        State addressing = step(offered, READY, "MAIL FROM:<>").next();
        assertThat(step(offered, addressing, "AUTH PLAIN").reply().code()).isEqualTo(503);
        assertThat(step(offered, READY, "AUTH PLAIN").then()).isEqualTo(Step.Then.AUTHENTICATE);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "AUTH",
                "AUTH ",
                "AUTH PLAIN a b",
                "AUTH PLAIN  a",
                "AUTH AAAAAAAAAAAAAAAAAAAAAAAAA"
            })
    void a16_wrongCommandsAreMalformed(String line) {
        assertThat(PARSER.parse(line)).isEqualTo(new Command.Malformed(Replies.BAD_AUTH));
    }

    @Test
    void aFailureCountsAsAnError() {
        Step failed = Conversation.loggedIn(READY, Replies.AUTH_FAILED);
        assertThat(failed.next().tally().errors()).isEqualTo(1);
        assertThat(Conversation.loggedIn(READY, Replies.LOGGED_IN).next()).isEqualTo(READY);
        assertThat(Conversation.loggedIn(READY, Replies.TIMEOUT).then()).isEqualTo(Step.Then.CLOSE);
    }

    @Test
    void plainWithAndWithoutAnInitialAnswer() {
        String answer = base64("\0anna\0secret");
        assertThat(begin("AUTH PLAIN " + answer)).isEqualTo(new Next.Check("anna", "secret"));
        var asked = (Next.Say) begin("auth plain");
        assertThat(new String(asked.reply().encode(), StandardCharsets.US_ASCII))
                .isEqualTo("334 \r\n");
        assertThat(asked.dialogue().line(answer)).isEqualTo(new Next.Check("anna", "secret"));
    }

    @Test
    void loginAsksTwice() {
        var name = (Next.Say) begin("AUTH LOGIN");
        assertThat(name.reply().lines()).containsExactly("VXNlcm5hbWU6");
        var password = (Next.Say) name.dialogue().line(base64("anna"));
        assertThat(password.reply().lines()).containsExactly("UGFzc3dvcmQ6");
        assertThat(password.dialogue().line(base64("secret")))
                .isEqualTo(new Next.Check("anna", "secret"));
        assertThat(begin("AUTH LOGIN " + base64("anna"))).isInstanceOf(Next.Say.class);
    }

    @Test
    void scramProvesTheClient() {
        ScramKeys keys = ScramKeys.of("secret", new byte[16], 4096);
        var client = ClientExchange.begin(Mechanism.SCRAM_SHA_256, "anna", "secret", NONCE);
        var asks = (Next.Keys) begin("AUTH SCRAM-SHA-256 " + client.first().orElseThrow());
        assertThat(asks.login()).isEqualTo("anna");
        var first = (Next.Say) asks.dialogue().with(keys);
        var last = (ClientExchange.Reaction.Say) client.answer(first.reply().lines().getFirst());
        var shown = (Next.Say) first.dialogue().line(last.text());
        assertThat(shown.dialogue().line("")).isEqualTo(new Next.Proven("anna"));
        assertThat(first.dialogue().line(base64("c=biws,r=" + NONCE + NONCE + ",p=AAAA")))
                .isEqualTo(new Next.Over(Replies.AUTH_FAILED, "anna", "wrong"));
    }

    @Test
    void theLongestChallengeFitsInAReply() {
        String first = base64("n,,n=anna,r=" + "x".repeat(200));
        var asks = (Next.Keys) begin("AUTH SCRAM-SHA-256 " + first);
        var said = (Next.Say) asks.dialogue().with(ScramKeys.of("secret", new byte[64], 4096));
        assertThat(said.reply().encode()).hasSizeLessThanOrEqualTo(512);
        assertThat(begin("AUTH SCRAM-SHA-256 " + base64("n,,n=anna,r=" + "x".repeat(201))))
                .isInstanceOf(Next.Over.class);
    }

    @ParameterizedTest
    @CsvSource({
        "AUTH CRAM-MD5, 504",
        "AUTH PLAIN *, 501",
        "AUTH PLAIN =, 501",
        "AUTH PLAIN AGFubmE, 501",
        "AUTH PLAIN AGFubmEAc2VjcmV, 501",
        "AUTH PLAIN !!!!, 501",
        "AUTH SCRAM-SHA-256-PLUS, 504"
    })
    void a16_whatIsNoAnswerEndsTheAttempt(String line, int code) {
        var over = (Next.Over) begin(line);
        assertThat(over.reply().code()).isEqualTo(code);
    }

    @Test
    void a16_aBlobOfAHundredKilobytesIsMalformed() {
        var asked = (Next.Say) begin("AUTH PLAIN");
        assertThat(asked.dialogue().line("A".repeat(100_000)))
                .isEqualTo(new Next.Over(Replies.AUTH_MALFORMED, "", "malformed"));
    }

    @Test
    void m6_noTextFormShowsAPassword() {
        String answer = base64("\0anna\0secret");
        assertThat(PARSER.parse("AUTH PLAIN " + answer).toString()).doesNotContain(answer);
        assertThat(begin("AUTH PLAIN " + answer).toString()).doesNotContain("secret");
    }

    private static Next begin(String line) {
        return AuthDialogue.begin(
                (Command.Auth) PARSER.parse(line), NONCE, EnumSet.allOf(Mechanism.class));
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
