package org.postern.app;

import java.io.Serial;

/// An expected end of a verb: one sentence for a person and an exit code for a script, no stack trace.
public final class Complaint extends RuntimeException {
    @Serial private static final long serialVersionUID = 1;

    private final int exit;

    public Complaint(int exit, String sentence) {
        super(sentence, null, false, false);
        this.exit = exit;
    }

    /// The settings or the command line are wrong.
    public static Complaint usage(String sentence) {
        return new Complaint(Exit.USAGE, sentence);
    }

    /// Nobody answers.
    public static Complaint unreachable(String sentence) {
        return new Complaint(Exit.UNREACHABLE, sentence);
    }

    public int exit() {
        return exit;
    }
}
