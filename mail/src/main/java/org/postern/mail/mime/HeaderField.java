package org.postern.mail.mime;

import org.jspecify.annotations.Nullable;

/// One field of a header: spans of the message, decoded when asked.
public final class HeaderField {
    private final Octets octets;
    private final @Nullable KnownField known;
    private final String name;
    private final Span whole;
    private final Span value;

    HeaderField(Octets octets, @Nullable KnownField known, String name, Span whole, Span value) {
        this.octets = octets;
        this.known = known;
        this.name = name;
        this.whole = whole;
        this.value = value;
    }

    @Nullable KnownField known() {
        return known;
    }

    /// The name: as the standards spell it where it is a usual one, else as written.
    public String name() {
        return name;
    }

    /// Whether this is the field of that name, letters of either case.
    public boolean is(String other) {
        return name.equalsIgnoreCase(other);
    }

    /// Name, colon, value and line end, with all folded lines.
    public Span whole() {
        return whole;
    }

    /// What stands between the colon and the last line end.
    public Span value() {
        return value;
    }

    /// The value on one line, one character for each octet, white space at both ends removed.
    public String unfolded() {
        return Unfold.line(octets.copy(value));
    }

    /// The value as text: unfolded, encoded words (RFC 2047) decoded, raw octets taken as UTF-8 where they are.
    public String text() {
        return EncodedWords.decode(unfolded());
    }

    @Override
    public String toString() {
        return name + ": " + unfolded();
    }
}
