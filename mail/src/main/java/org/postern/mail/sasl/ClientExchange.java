package org.postern.mail.sasl;

import java.util.List;
import java.util.Optional;

/// Our side of an attempt to prove to another server who we are. All texts are the base64 that goes over the wire.
public interface ClientExchange {

    /// What is said along with the name of the mechanism; `=` stands for nothing (RFC 4954 §4). Empty where the server
    /// speaks first.
    Optional<String> first();

    /// Answers a challenge.
    Reaction answer(String challenge);

    /// Whether the server may say now that all is well. It may not before it has shown that it knows us, where the
    /// mechanism asks for that.
    boolean mayEnd();

    /// What follows from a challenge.
    sealed interface Reaction {
        /// Said to the server.
        record Say(String text, ClientExchange next) implements Reaction {
            @Override
            public String toString() {
                return "Say";
            }
        }

        /// The server does not keep to the rules, or does not know us. The attempt is to be broken off by `*`.
        record BreakOff(String why) implements Reaction {}
    }

    /// The best mechanism of those that a server offers.
    static Optional<Mechanism> best(List<String> offered) {
        for (Mechanism mechanism : Mechanism.values()) {
            if (offered.stream().anyMatch(mechanism.word()::equalsIgnoreCase)) {
                return Optional.of(mechanism);
            }
        }
        return Optional.empty();
    }

    /// Begins an attempt. PLAIN and LOGIN say the password to the server: only over TLS to one that proved its name.
    ///
    /// @param nonce printable ASCII without commas that was never used before; at least 18 characters of chance
    /// @throws IllegalArgumentException the login or the password holds what no server takes
    static ClientExchange begin(Mechanism mechanism, String login, String password, String nonce) {
        String name = SaslPrep.prepare(login).orElseThrow(() -> unfit("login"));
        String secret = SaslPrep.prepare(password).orElseThrow(() -> unfit("password"));
        return switch (mechanism) {
            case PLAIN -> new PlainClient(name, secret);
            case LOGIN -> new LoginClient(List.of(name, secret));
            case SCRAM_SHA_256 -> ScramClient.begin(name, secret, nonce);
        };
    }

    private static IllegalArgumentException unfit(String what) {
        return new IllegalArgumentException(
                "the " + what + " is empty, too long, or has characters that cannot be typed");
    }
}
