package org.postern.blocklist.reverse;

import com.google.re2j.Pattern;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.postern.mail.address.IpAddress;
import org.postern.mail.dns.DnsName;

/// Patterns of names, in their order: the first that matches says what a name is. Immutable and thread-safe.
public final class NamePatterns {

    /// What a name is, and which pattern says so.
    public record Match(NameKind kind, String pattern) {}

    /// One line of a file.
    sealed interface Line {
        NameKind kind();

        /// A pattern of names.
        record Name(NameKind kind, NamePattern pattern) implements Line {}

        /// A regular expression, in a language that has no backtracking.
        record Expression(NameKind kind, Pattern pattern) implements Line {}
    }

    private record Placed(int place, Line line) {}

    private final List<Line> lines;
    private final NameWords words;

    /// Patterns that end in labels, by these; the others are tried with every name.
    private final Map<String, List<Placed>> bySuffix = new HashMap<>();

    private final List<Placed> everywhere = new ArrayList<>();

    NamePatterns(List<Line> lines, NameWords words) {
        this.lines = List.copyOf(lines);
        this.words = words;
        for (int i = 0; i < lines.size(); i++) {
            Line line = lines.get(i);
            String suffix = line instanceof Line.Name(_, var pattern) ? pattern.suffix() : "";
            (suffix.isEmpty()
                            ? everywhere
                            : bySuffix.computeIfAbsent(suffix, _ -> new ArrayList<>()))
                    .add(new Placed(i, line));
        }
    }

    /// How many there are.
    public int size() {
        return lines.size();
    }

    List<Line> lines() {
        return lines;
    }

    NameWords words() {
        return words;
    }

    /// What the name of an address is; empty if it is nothing in particular.
    public Optional<Match> judge(DnsName name, IpAddress address) {
        if (!name.isHost()) {
            return Optional.empty();
        }
        var view = new NameView(name.text(), address, words);
        Placed best = first(everywhere, view, null);
        String suffix = name.text();
        while (true) {
            best = first(bySuffix.getOrDefault(suffix, List.of()), view, best);
            int dot = suffix.indexOf('.');
            if (dot < 0) {
                break;
            }
            suffix = suffix.substring(dot + 1);
        }
        return Optional.ofNullable(best).map(it -> match(it.line));
    }

    private static @Nullable Placed first(List<Placed> some, NameView name, @Nullable Placed best) {
        for (Placed one : some) {
            if (best != null && best.place < one.place) {
                return best;
            }
            if (isLike(one.line, name)) {
                return one;
            }
        }
        return best;
    }

    private static boolean isLike(Line line, NameView name) {
        return switch (line) {
            case Line.Name(_, var pattern) -> pattern.matches(name);
            case Line.Expression(_, var pattern) -> pattern.matcher(name.text()).find();
        };
    }

    private static Match match(Line line) {
        return switch (line) {
            case Line.Name(var kind, var pattern) -> new Match(kind, pattern.toString());
            case Line.Expression(var kind, var pattern) ->
                    new Match(kind, "/" + pattern.pattern() + "/");
        };
    }
}
