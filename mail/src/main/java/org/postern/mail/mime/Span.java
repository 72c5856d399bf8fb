package org.postern.mail.mime;

/// A stretch of a message's octets, counted from its first octet.
///
/// @param from the first octet
/// @param to one past the last octet; equal to `from` where the stretch is empty
public record Span(int from, int to) {
    public Span {
        if (from < 0 || to < from) {
            throw new IllegalArgumentException("not a span: " + from + " to " + to);
        }
    }

    public int length() {
        return to - from;
    }

    public boolean isEmpty() {
        return to == from;
    }
}
