package org.postern.blocklist.feed;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.postern.blocklist.table.PrefixTableBuilder;
import org.postern.mail.address.IpAddress;

/// A list while it is read.
final class Draft implements AutoCloseable {
    private static final int PROBLEMS_KEPT = 20;

    /// Entries with further texts have none.
    private static final int MOST_TEXTS = 100_000;

    private static final int LONGEST_TEXT = 200;

    private final PrefixTableBuilder builder = new PrefixTableBuilder();
    private final Map<String, Integer> numbers = new HashMap<>();
    private final List<String> texts = new ArrayList<>();
    private final List<FeedList.Problem> problems = new ArrayList<>();
    private final Span span = new Span();
    private FeedList.Marks marks = FeedList.Marks.NONE;
    private final int mostEntries;
    private int widest;
    private long entries;
    private long leftOut;
    private long line;

    /// @param mostEntries what is more is left out
    Draft(int mostEntries) {
        this.mostEntries = mostEntries;
        texts.add("");
        numbers.put("", 0);
    }

    void at(long number) {
        line = number;
    }

    /// Refuses entries of IPv4 that are wider, as a list can ask for.
    void refuseWiderThan(int bits) {
        widest = bits;
    }

    void mark(FeedList.Marks said) {
        marks = said;
    }

    FeedList.Marks marks() {
        return marks;
    }

    void add(Lines lines, int from, int to, Span.Style style, String text) {
        if (read(lines, from, to, style)) {
            int number = number(text);
            if (span.isVersion6()) {
                builder.addVersion6(span.high(), span.low(), span.bits(), number);
            } else {
                builder.addRangeVersion4(span.first(), span.last(), number);
            }
        }
    }

    void exclude(Lines lines, int from, int to, Span.Style style) {
        if (read(lines, from, to, style)) {
            if (span.isVersion6()) {
                builder.exclude(new IpAddress(true, span.high(), span.low()), span.bits());
            } else {
                builder.excludeRangeVersion4(span.first(), span.last());
            }
        }
    }

    private boolean read(Lines lines, int from, int to, Span.Style style) {
        Optional<String> wrong = span.read(lines, from, to, style);
        if (wrong.isPresent()) {
            leaveOut(wrong.get());
            return false;
        }
        if (!span.isVersion6() && span.bits() < widest) {
            leaveOut("wider than the list allows");
            return false;
        }
        if (builder.prefixes() >= mostEntries) {
            leaveOut("more entries than " + mostEntries);
            return false;
        }
        entries++;
        return true;
    }

    void leaveOut(String why) {
        leftOut++;
        if (problems.size() < PROBLEMS_KEPT) {
            problems.add(new FeedList.Problem(line, why));
        }
    }

    private int number(String text) {
        if (text.isEmpty()) {
            return 0;
        }
        String plain = plain(text);
        Integer known = numbers.get(plain);
        if (known != null) {
            return known;
        }
        if (texts.size() >= MOST_TEXTS) {
            return 0;
        }
        texts.add(plain);
        numbers.put(plain, texts.size() - 1);
        return texts.size() - 1;
    }

    /// One line of printable ASCII, because it goes into replies and logs.
    static String plain(String text) {
        var plain = new StringBuilder(Math.min(text.length(), LONGEST_TEXT));
        for (int i = 0; i < text.length() && plain.length() < LONGEST_TEXT; i++) {
            char c = text.charAt(i);
            plain.append(c >= ' ' && c <= '~' ? c : '?');
        }
        return plain.toString();
    }

    FeedList done(boolean unfinished) {
        return new FeedList(
                builder.build(),
                List.copyOf(texts),
                entries,
                leftOut,
                List.copyOf(problems),
                unfinished,
                marks);
    }

    @Override
    public void close() {
        builder.close();
    }
}
