package org.postern.settings;

/// Thrown by a parser of settings whose text may hold a password: the problem then names the key, not the value.
public final class Unshown extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    /// @param message what to write instead
    public Unshown(String message) {
        super(message);
    }
}
