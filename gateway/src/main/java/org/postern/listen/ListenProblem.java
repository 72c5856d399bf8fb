package org.postern.listen;

/// Why a door cannot open, in words for the person who started the gateway.
public final class ListenProblem extends Exception {
    private static final long serialVersionUID = 1;

    ListenProblem(String message, Throwable cause) {
        super(message, cause);
    }
}
