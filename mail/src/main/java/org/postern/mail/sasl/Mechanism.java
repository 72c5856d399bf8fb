package org.postern.mail.sasl;

import java.util.Optional;

/// The ways to prove who one is, the best first.
public enum Mechanism {
    SCRAM_SHA_256("SCRAM-SHA-256"),
    PLAIN("PLAIN"),
    LOGIN("LOGIN");

    private final String word;

    Mechanism(String word) {
        this.word = word;
    }

    /// The name on the wire.
    public String word() {
        return word;
    }

    /// The mechanism of a name, letters of either case.
    public static Optional<Mechanism> named(String word) {
        for (Mechanism mechanism : values()) {
            if (mechanism.word.equalsIgnoreCase(word)) {
                return Optional.of(mechanism);
            }
        }
        return Optional.empty();
    }
}
