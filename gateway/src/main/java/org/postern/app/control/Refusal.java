package org.postern.app.control;

/// A request that cannot be done, in words for the person who asked.
public final class Refusal extends Exception {
    private static final long serialVersionUID = 1;

    private final int exit;

    /// @param exit the exit code for scripts
    public Refusal(int exit, String message) {
        super(message);
        this.exit = exit;
    }

    public int exit() {
        return exit;
    }
}
