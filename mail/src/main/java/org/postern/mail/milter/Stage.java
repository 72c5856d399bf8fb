package org.postern.mail.milter;

import java.util.Optional;

/// The stages of a dialogue that a server sends macros for, in their order.
public enum Stage {
    CONNECT('C', 0),
    HELLO('H', 1),
    MAIL('M', 2),
    RECIPIENT('R', 3),
    DATA('T', 4),
    HEADER('L', -1),
    END_OF_HEADERS('N', 6),
    BODY('B', -1),
    END_OF_MESSAGE('E', 5),
    /// Sendmail sends macros with commands that it does not know, and with what ends a message or a connection.
    OTHER('U', -1);

    private final char code;
    private final int number;

    Stage(char code, int number) {
        this.code = code;
        this.number = number;
    }

    static Optional<Stage> of(char code) {
        for (Stage stage : values()) {
            if (stage.code == code) {
                return Optional.of(stage);
            }
        }
        return code == 'A' || code == 'Q' || code == 'K' ? Optional.of(OTHER) : Optional.empty();
    }

    /// Number by which a filter asks for macros of the stage; negative where it cannot.
    int number() {
        return number;
    }

    /// Whether its macros are about the connection and not about one message.
    boolean isOfConnection() {
        return this == CONNECT || this == HELLO;
    }
}
