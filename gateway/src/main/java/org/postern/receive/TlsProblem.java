package org.postern.receive;

/// Certificate or key cannot be used. The message says which file, what is wrong and what to do; it holds nothing of the
/// key.
public final class TlsProblem extends Exception {
    private static final long serialVersionUID = 1;

    TlsProblem(String message) {
        super(message);
    }

    TlsProblem(String message, Throwable cause) {
        super(message, cause);
    }
}
