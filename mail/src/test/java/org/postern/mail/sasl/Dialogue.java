package org.postern.mail.sasl;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.postern.mail.sasl.ClientExchange.Reaction;
import org.postern.mail.sasl.ServerExchange.Step;

/// A client and a server that talk to each other.
final class Dialogue {
    private static final String NONCE = "0123456789abcdefghij";

    private Dialogue() {}

    /// Whether a client with one password convinces a server that knows another, and is convinced itself.
    static boolean isProven(Mechanism mechanism, String login, String said, String known) {
        ClientExchange client = ClientExchange.begin(mechanism, login, said, NONCE);
        ServerExchange.Begin begin = ServerExchange.begin(mechanism, NONCE);
        Optional<String> first = client.first();
        String answer = "";
        if (first.isPresent()) {
            answer = first.get();
        } else if (client.answer(base64(begin.challenge()))
                instanceof Reaction.Say(var text, var next)) {
            answer = text;
            client = next;
        }
        ServerExchange server = begin.next();
        while (true) {
            Step step = server.answer(Base64Text.decode(answer).orElseThrow());
            if (step instanceof Step.Keys keys) {
                step = keys.next().with(keys(known));
            }
            switch (step) {
                case Step.Challenge(String text, ServerExchange next) -> {
                    if (!(client.answer(base64(text))
                            instanceof Reaction.Say(var say, var after))) {
                        return false;
                    }
                    server = next;
                    answer = say;
                    client = after;
                }
                case Step.Password(_, String password) -> {
                    return keys(known).fit(password) && client.mayEnd();
                }
                case Step.Proven _ -> {
                    return client.mayEnd();
                }
                case Step.Refused _, Step.Malformed _ -> {
                    return false;
                }
                case Step.Keys _ -> throw new IllegalStateException("asked for keys twice");
            }
        }
    }

    static ScramKeys keys(String password) {
        return ScramKeys.of(
                SaslPrep.prepare(password).orElseThrow(),
                "salt of the test".getBytes(StandardCharsets.US_ASCII),
                4096);
    }

    private static String base64(String text) {
        return Base64Text.encode(text.getBytes(StandardCharsets.UTF_8));
    }
}
