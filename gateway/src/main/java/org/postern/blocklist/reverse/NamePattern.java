package org.postern.blocklist.reverse;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.postern.blocklist.reverse.NameView.Thing;

/// A pattern of names. A whole name matches or does not, in time that grows with its length. Immutable.
///
/// All ways through the pattern are followed at once: a bit for each element says whether it may come next.
final class NamePattern {
    /// Elements of a pattern before the end that is plain text; a bit for each and one for the end.
    private static final int MOST = 60;

    private static final int ASCII = 128;

    private final String text;

    /// Labels at the end without anything that stands for something else; with the dot before them where the pattern has
    /// more.
    private final String suffix;

    private final int length;
    private final long[] characters = new long[ASCII];
    private final Map<Thing, Long> things = new EnumMap<>(Thing.class);
    private final Set<Thing> needed = EnumSet.noneOf(Thing.class);

    /// Elements that stand for any characters of a label, or of a name.
    private final long inLabel;

    private final long anywhere;

    /// @throws IllegalArgumentException what is wrong with it
    NamePattern(String text) {
        this.text = text;
        String lower = text.toLowerCase(Locale.ROOT);
        int plain = Math.max(lower.lastIndexOf('*'), lower.lastIndexOf('}')) + 1;
        int dot = plain == 0 ? 0 : lower.indexOf('.', plain);
        this.suffix = dot < 0 ? "" : lower.substring(dot);
        String head = dot < 0 ? lower : lower.substring(0, dot);
        long labels = 0;
        long names = 0;
        int element = 0;
        int at = 0;
        while (at < head.length()) {
            long bit = bit(element++);
            char c = head.charAt(at);
            if (c == '*') {
                boolean twice = head.startsWith("**", at);
                labels |= bit;
                names |= twice ? bit : 0;
                at += twice ? 2 : 1;
            } else if (c == '{') {
                int close = head.indexOf('}', at);
                Thing thing = thing(close < 0 ? "" : head.substring(at + 1, close));
                things.merge(thing, bit, (one, other) -> one | other);
                needed.add(thing);
                at = close + 1;
            } else {
                characters[character(c)] |= bit;
                at++;
            }
        }
        suffix.chars().forEach(NamePattern::character);
        this.length = element;
        this.inLabel = labels;
        this.anywhere = names;
    }

    private static long bit(int element) {
        if (element >= MOST) {
            throw new IllegalArgumentException("a pattern that is too long");
        }
        return 1L << element;
    }

    private static Thing thing(String word) {
        return Arrays.stream(Thing.values())
                .filter(it -> it.name().toLowerCase(Locale.ROOT).equals(word))
                .findFirst()
                .orElseThrow(() ->
                        new IllegalArgumentException(
                                "in braces stands one of address, part, number, hex, dynamic,"
                                        + " access, static, server"));
    }

    private static int character(int c) {
        boolean good =
                c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '-' || c == '.' || c == '_';
        if (!good) {
            throw new IllegalArgumentException("a character that no name has");
        }
        return c;
    }

    /// The labels that every name has which matches, without a dot before them; empty if there are none.
    String suffix() {
        return suffix.startsWith(".") ? suffix.substring(1) : suffix;
    }

    boolean matches(NameView name) {
        for (Thing thing : needed) {
            if (!name.has(thing)) {
                return false;
            }
        }
        String all = name.text();
        return all.endsWith(suffix) && matches(name, all.length() - suffix.length());
    }

    private boolean matches(NameView name, int end) {
        long[] next = new long[end + 1];
        next[0] = 1;
        for (int at = 0; at < end; at++) {
            long here = passed(next[at]);
            if (here == 0) {
                continue;
            }
            char c = name.text().charAt(at);
            next[at + 1] |= here & (c == '.' ? anywhere : inLabel);
            if (c < ASCII) {
                next[at + 1] |= (here & characters[c]) << 1;
            }
            for (Map.Entry<Thing, Long> thing : things.entrySet()) {
                int to = name.end(thing.getKey(), at);
                if (to > at && to <= end) {
                    next[to] |= (here & thing.getValue()) << 1;
                }
            }
        }
        return (passed(next[end]) >> length & 1) != 0;
    }

    /// What stands for any characters stands for none, too.
    private long passed(long elements) {
        long all = elements;
        long more = (all & inLabel) << 1 & ~all;
        while (more != 0) {
            all |= more;
            more = (all & inLabel) << 1 & ~all;
        }
        return all;
    }

    @Override
    public String toString() {
        return text;
    }
}
