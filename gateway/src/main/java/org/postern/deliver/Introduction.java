package org.postern.deliver;

import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import org.postern.mail.sasl.ClientExchange;
import org.postern.mail.sasl.ClientExchange.Reaction;
import org.postern.mail.sasl.Mechanism;
import org.postern.mail.smtp.AuthAnswer;
import org.postern.mail.smtp.ClientCommand;
import org.postern.mail.smtp.Reply;

/// Shows a next hop who we are (RFC 4954): by SCRAM-SHA-256 where it is offered, which says the secret to nobody and shows
/// that the server knows it too, else by PLAIN or LOGIN.
///
/// @param patience for each answer
/// @param deadline for all of them
record Introduction(Connection connection, Duration patience, long deadline) {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int NONCE_OCTETS = 18;

    /// What is longer does not fit in the command (RFC 4954 §4) and answers an empty challenge instead.
    private static final int MOST_ALONG = 480;

    private static final int CHALLENGE = 334;

    /// @param name of the login at this site
    /// @throws IOException it was not taken, and why, without the secret
    void as(String name, Logins.Login login) throws IOException {
        Mechanism mechanism =
                ClientExchange.best(connection.can().logins())
                        .orElseThrow(() ->
                                new IOException(
                                        "offers no login by SCRAM-SHA-256, PLAIN or" + " LOGIN"));
        ClientExchange exchange = begin(mechanism, name, login);
        Optional<String> along = exchange.first().filter(it -> it.length() <= MOST_ALONG);
        Optional<String> held = along.isPresent() ? Optional.empty() : exchange.first();
        await();
        connection.send(ClientCommand.auth(mechanism, along));
        Reply reply = connection.listen();
        while (reply.code() == CHALLENGE) {
            if (held.isPresent()) {
                reply = answer(new AuthAnswer(held.get()));
                held = Optional.empty();
                continue;
            }
            switch (exchange.answer(reply.lines().getFirst())) {
                case Reaction.Say said -> {
                    exchange = said.next();
                    reply = answer(AuthAnswer.of(said));
                }
                case Reaction.BreakOff(String why) -> {
                    answer(AuthAnswer.CANCEL);
                    throw new IOException("was not shown login " + name + ": " + why);
                }
            }
        }
        if (reply.code() != 235) {
            throw new IOException("refused login " + name + " with " + words(reply));
        }
        if (!exchange.mayEnd()) {
            throw new IOException("took login " + name + " without a proof that it knows it");
        }
    }

    /// What a server said after it heard a secret: its codes alone, since some servers repeat what they do not take, and
    /// these words end in logs and notices.
    private static String words(Reply reply) {
        return (reply.code() + " " + reply.enhanced()).strip();
    }

    private static ClientExchange begin(Mechanism mechanism, String name, Logins.Login login)
            throws IOException {
        byte[] chance = new byte[NONCE_OCTETS];
        RANDOM.nextBytes(chance);
        String nonce = Base64.getEncoder().encodeToString(chance);
        try {
            return ClientExchange.begin(mechanism, login.user(), login.secret().reveal(), nonce);
        } catch (IllegalArgumentException e) {
            throw new IOException("cannot be shown login " + name + ": " + e.getMessage(), e);
        }
    }

    private Reply answer(AuthAnswer answer) throws IOException {
        await();
        connection.send(answer);
        return connection.listen();
    }

    private void await() {
        connection.await("answer to AUTH", patience, deadline);
    }
}
