package org.postern.blocklist.reverse;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.postern.blocklist.reverse.AddressInName.Span;
import org.postern.mail.address.IpAddress;

/// A name as patterns see it: characters, and the places where something longer begins. For one thread.
final class NameView {
    /// Second labels below which organisations have their names.
    private static final Set<String> SECONDS =
            Set.of("co", "com", "net", "org", "ac", "edu", "gov", "ne", "or", "ad", "go", "gob");

    private static final int LEAST_HEX = 4;

    /// What a placeholder of a pattern stands for.
    enum Thing {
        ADDRESS,
        PART,
        NUMBER,
        HEX,
        STATIC,
        SERVER,
        DYNAMIC,
        ACCESS
    }

    private final String text;
    private final Map<Thing, int[]> ends = new EnumMap<>(Thing.class);

    /// @param text the name in lower case
    NameView(String text, IpAddress address, NameWords words) {
        this.text = text;
        int domain = domain();
        var taken = new boolean[text.length()];
        for (Span span : AddressInName.find(text, address)) {
            put(span.whole() ? Thing.ADDRESS : Thing.PART, span.from(), span.to());
            if (span.whole()) {
                // The letters of a hexadecimal address are no words.
                Arrays.fill(taken, span.from(), span.to(), true);
            }
        }
        runs(domain, taken, words);
        hex();
    }

    String text() {
        return text;
    }

    /// Whether there is one in the name.
    boolean has(Thing thing) {
        return ends.containsKey(thing);
    }

    /// Where a thing ends that begins at a place, or a negative number.
    int end(Thing thing, int from) {
        int[] found = ends.get(thing);
        return found == null ? -1 : found[from] - 1;
    }

    private void put(Thing thing, int from, int to) {
        int[] places = ends.computeIfAbsent(thing, _ -> new int[text.length() + 1]);
        places[from] = Math.max(places[from], to + 1);
    }

    /// Where the name of the organisation begins. What it calls itself says nothing about a host.
    private int domain() {
        int last = text.lastIndexOf('.');
        int second = text.lastIndexOf('.', Math.max(last - 1, 0));
        if (last <= 0 || second <= 0) {
            return last <= 0 ? text.length() : 0;
        }
        boolean country = text.length() - last == 3;
        if (country && SECONDS.contains(text.substring(second + 1, last))) {
            return text.lastIndexOf('.', second - 1) + 1;
        }
        return second + 1;
    }

    /// Words and numbers.
    private void runs(int domain, boolean[] taken, NameWords words) {
        int at = 0;
        while (at < domain) {
            int from = at;
            boolean digit = isDigit(text.charAt(at));
            boolean letter = isLetter(text.charAt(at)) && !taken[at];
            while (at < domain
                    && (digit && isDigit(text.charAt(at))
                            || letter && isLetter(text.charAt(at)) && !taken[at])) {
                at++;
            }
            if (digit) {
                put(Thing.NUMBER, from, at);
            } else if (letter) {
                word(from, at, words);
            } else {
                at++;
            }
        }
    }

    private void word(int from, int to, NameWords words) {
        words.classOf(text.substring(from, to))
                .ifPresent(it -> {
                    switch (it) {
                        case STATIC -> put(Thing.STATIC, from, to);
                        case SERVER -> put(Thing.SERVER, from, to);
                        case DYNAMIC -> put(Thing.DYNAMIC, from, to);
                        case ACCESS -> put(Thing.ACCESS, from, to);
                        case PLAIN -> {}
                    }
                });
    }

    private void hex() {
        int at = 0;
        while (at < text.length()) {
            int from = at;
            while (at < text.length()
                    && (isDigit(text.charAt(at))
                            || text.charAt(at) >= 'a' && text.charAt(at) <= 'f')) {
                at++;
            }
            if (at - from >= LEAST_HEX) {
                put(Thing.HEX, from, at);
            }
            at = Math.max(at, from + 1);
        }
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static boolean isLetter(char c) {
        return c >= 'a' && c <= 'z';
    }

    @Override
    public String toString() {
        return text + " " + Objects.toString(ends.keySet());
    }
}
