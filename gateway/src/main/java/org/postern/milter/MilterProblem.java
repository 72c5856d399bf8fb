package org.postern.milter;

/// Why the milter door cannot open, in words for the person who started the gateway.
public final class MilterProblem extends Exception {
    private static final long serialVersionUID = 1;

    MilterProblem(String message, Throwable cause) {
        super(message, cause);
    }
}
