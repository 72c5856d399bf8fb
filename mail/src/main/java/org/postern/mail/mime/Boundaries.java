package org.postern.mail.mime;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// The boundaries that are open at a place in a message, the outermost first, and the matching of lines against them.
final class Boundaries {
    private final Octets octets;
    private final List<List<byte[]>> open = new ArrayList<>();

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

    /// Opens a level with its boundary; with more than one where readers disagree which it is, and then any of them counts.
    void push(List<byte[]> readings) {
        open.add(readings);
    }

    void pop() {
        open.removeLast();
    }

    boolean isOpen(byte[] boundary) {
        return open.stream()
                .flatMap(List::stream)
                .anyMatch(other -> Arrays.equals(other, boundary));
    }

    /// Whether an open boundary begins with this one, or this one with an open boundary.
    boolean overlaps(byte[] boundary) {
        return open.stream().flatMap(List::stream).anyMatch(other -> beginAlike(other, boundary));
    }

    private static boolean beginAlike(byte[] one, byte[] other) {
        int common = Math.min(one.length, other.length);
        return one.length != other.length && Arrays.equals(one, 0, common, other, 0, common);
    }

    /// Whether the line from `from` to `end` is a boundary line; [#level] and [#isClose] then say which.
    boolean matches(int from, int end) {
        tail = false;
        for (level = open.size() - 1; level >= 0; level--) {
            for (byte[] boundary : open.get(level)) {
                if (matches(boundary, from + 2, end)) {
                    return true;
                }
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
        return open.stream()
                .flatMap(List::stream)
                .anyMatch(it -> startsWith(it, from + 2, octets.size()));
    }

    private boolean matches(byte[] boundary, int from, int end) {
        if (!startsWith(boundary, from, end)) {
            tail |= matchesCut(boundary, from, end);
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

    /// Whether the line is the boundary up to its first space, for readers that end it there.
    private boolean matchesCut(byte[] boundary, int from, int end) {
        int cut = 0;
        while (cut < boundary.length && boundary[cut] != ' ') {
            cut++;
        }
        int length = end - from;
        if (cut == 0 || cut == boundary.length || length < cut || length > cut + 2) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (octets.at(from + i) != (i < cut ? boundary[i] : '-')) {
                return false;
            }
        }
        return true;
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
