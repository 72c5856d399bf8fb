package org.postern.mail.mime;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// The boundaries that are open at a place in a message, the outermost first, and the matching of lines against them.
final class Boundaries {
    private final Octets octets;
    private final List<byte[]> open = new ArrayList<>();

    /// Level of the boundary that the last line looked at is, or -1.
    private int level = -1;

    private boolean close;
    private boolean tail;
    private long steps;

    Boundaries(Octets octets) {
        this.octets = octets;
    }

    int depth() {
        return open.size();
    }

    void push(byte[] boundary) {
        open.add(boundary);
    }

    void pop() {
        open.removeLast();
    }

    boolean isOpen(byte[] boundary) {
        return open.stream().anyMatch(other -> Arrays.equals(other, boundary));
    }

    /// Whether an open boundary begins with this one, or this one with an open boundary.
    boolean overlaps(byte[] boundary) {
        return open.stream()
                .anyMatch(other -> {
                    int common = Math.min(other.length, boundary.length);
                    return other.length != boundary.length
                            && Arrays.equals(other, 0, common, boundary, 0, common);
                });
    }

    /// Whether the line from `from` to `end` is a boundary line; [#level] and [#isClose] then say which.
    boolean matches(int from, int end) {
        tail = false;
        for (level = open.size() - 1; level >= 0; level--) {
            if (matches(open.get(level), from + 2, end)) {
                return true;
            }
        }
        return false;
    }

    int level() {
        return level;
    }

    boolean isClose() {
        return close;
    }

    /// Whether a line that is not a boundary line begins as one.
    boolean sawTail() {
        return tail;
    }

    /// Octets compared so far, the measure of the work done.
    long steps() {
        return steps;
    }

    /// Whether the octets at `from` begin with two hyphens and an open boundary, whatever follows.
    boolean begins(int from) {
        if (from + 1 >= octets.size() || octets.at(from) != '-' || octets.at(from + 1) != '-') {
            return false;
        }
        for (byte[] boundary : open) {
            if (startsWith(boundary, from + 2, octets.size())) {
                return true;
            }
        }
        return false;
    }

    private boolean matches(byte[] boundary, int from, int end) {
        if (!startsWith(boundary, from, end)) {
            return false;
        }
        int at = from + boundary.length;
        if (isBlank(at, end)) {
            close = false;
            return true;
        }
        if (at + 2 <= end
                && octets.at(at) == '-'
                && octets.at(at + 1) == '-'
                && isBlank(at + 2, end)) {
            close = true;
            return true;
        }
        tail = true;
        return false;
    }

    private boolean startsWith(byte[] boundary, int from, int end) {
        if (from + boundary.length > end) {
            return false;
        }
        int i = 0;
        while (i < boundary.length && octets.at(from + i) == boundary[i]) {
            i++;
        }
        steps += i + 1;
        return i == boundary.length;
    }

    private boolean isBlank(int from, int end) {
        int i = from;
        while (i < end && (octets.at(i) == ' ' || octets.at(i) == '\t')) {
            i++;
        }
        steps += i - from + 1;
        return i == end;
    }
}
