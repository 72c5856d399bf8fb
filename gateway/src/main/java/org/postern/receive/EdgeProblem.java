package org.postern.receive;

/// The edge cannot start. The message says what stands in the way and what to do.
public final class EdgeProblem extends Exception {
    private static final long serialVersionUID = 1;

    EdgeProblem(String message, Throwable cause) {
        super(message, cause);
    }
}
