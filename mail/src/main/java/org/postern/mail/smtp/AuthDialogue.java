package org.postern.mail.smtp;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Optional;
import java.util.Set;
import org.postern.mail.sasl.Base64Text;
import org.postern.mail.sasl.Mechanism;
import org.postern.mail.sasl.ScramKeys;
import org.postern.mail.sasl.ServerExchange;

/// What is said between AUTH and its last reply (RFC 4954 §4): challenges with code 334, and lines of base64 that answer
/// them. A value; each line makes the next one.
public final class AuthDialogue {
    /// Octets of a line while somebody logs in, CRLF included (RFC 4954 §4).
    public static final int MAX_LINE = 12_288;

    private static final String CANCEL = "*";

    /// Stands for an answer without octets beside AUTH, where nothing would mean no answer.
    private static final String EMPTY = "=";

    private final ServerExchange exchange;

    private AuthDialogue(ServerExchange exchange) {
        this.exchange = exchange;
    }

    /// What follows.
    public sealed interface Next {

        /// The client is told this, and its next line goes into the dialogue.
        record Say(Reply reply, AuthDialogue dialogue) implements Next {}

        /// The keys of a login are needed, or those of nobody.
        record Keys(String login, Keyed dialogue) implements Next {}

        /// A password is to be checked; whether it is right is the end.
        record Check(String login, String password) implements Next {
            @Override
            public String toString() {
                return "Check[login=" + login + "]";
            }
        }

        /// The client has proven who it is.
        record Proven(String login) implements Next {}

        /// It has not.
        ///
        /// @param login as far as it is known, else empty
        /// @param reason a stable word for logs
        record Over(Reply reply, String login, String reason) implements Next {}
    }

    /// A dialogue that goes on once the keys are known.
    @FunctionalInterface
    public interface Keyed {
        Next with(ScramKeys keys);
    }

    /// The answer to EHLO with what one can log in by.
    static Reply announced(Reply extensions, Set<Mechanism> offered) {
        var lines = new ArrayList<>(extensions.lines());
        var mechanisms = new StringBuilder("AUTH");
        for (Mechanism mechanism : Mechanism.values()) {
            if (offered.contains(mechanism)) {
                mechanisms.append(' ').append(mechanism.word());
            }
        }
        lines.add(mechanisms.toString());
        return new Reply(extensions.code(), "", lines);
    }

    /// Begins with the command itself.
    ///
    /// @param nonce never used before, see [ServerExchange#begin]
    /// @param offered no other mechanism is taken
    public static Next begin(Command.Auth auth, String nonce, Set<Mechanism> offered) {
        Optional<Mechanism> mechanism = Mechanism.named(auth.mechanism()).filter(offered::contains);
        if (mechanism.isEmpty()) {
            return new Next.Over(Replies.NO_MECHANISM, "", "unknown-mechanism");
        }
        ServerExchange.Begin begin = ServerExchange.begin(mechanism.get(), nonce);
        var dialogue = new AuthDialogue(begin.next());
        if (auth.initial().isEmpty()) {
            return new Next.Say(challenge(begin.challenge()), dialogue);
        }
        return dialogue.line(auth.initial().equals(EMPTY) ? "" : auth.initial());
    }

    /// Takes the next line of the client.
    ///
    /// @param line without its CRLF
    public Next line(String line) {
        if (line.equals(CANCEL)) {
            return new Next.Over(Replies.AUTH_CANCELLED, "", "cancelled");
        }
        return Base64Text.decode(line)
                .map(octets -> next(exchange.answer(octets)))
                .orElse(malformed());
    }

    private static Next next(ServerExchange.Step step) {
        return switch (step) {
            case ServerExchange.Step.Challenge(String text, ServerExchange next) ->
                    new Next.Say(challenge(text), new AuthDialogue(next));
            case ServerExchange.Step.Keys(String login, ServerExchange.Keyed next) ->
                    new Next.Keys(login, keys -> next(next.with(keys)));
            case ServerExchange.Step.Password(String login, String password) ->
                    new Next.Check(login, password);
            case ServerExchange.Step.Proven(String login) -> new Next.Proven(login);
            case ServerExchange.Step.Refused(String login) ->
                    new Next.Over(Replies.AUTH_FAILED, login, "wrong");
            case ServerExchange.Step.Malformed _ -> malformed();
        };
    }

    private static Next malformed() {
        return new Next.Over(Replies.AUTH_MALFORMED, "", "malformed");
    }

    private static Reply challenge(String text) {
        return Reply.of(334, "", Base64Text.encode(text.getBytes(StandardCharsets.US_ASCII)));
    }
}
