package org.postern.settings;

/// A password or key from a settings file; only [#reveal()] gives it away.
public final class Secret {
    /// No secret at all.
    public static final Secret NONE = new Secret("");

    private final String text;

    private Secret(String text) {
        this.text = text;
    }

    public static Secret parse(String text) {
        return text.isEmpty() ? NONE : new Secret(text);
    }

    /// The secret itself; never put it into a log line, an event or an exception.
    public String reveal() {
        return text;
    }

    public boolean isEmpty() {
        return text.isEmpty();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Secret secret && secret.text.equals(text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    @Override
    public String toString() {
        return text.isEmpty() ? "" : "(hidden)";
    }
}
