package org.postern.blocklist.reverse;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// Words that speak for something. Immutable.
final class NameWords {
    /// A word that may be part of a joined one, as in `adslpool`; shorter ones are found in anything, and only such as mean
    /// nothing may be: `dynamicip`.
    private static final int LEAST_PART = 3;

    private static final int LEAST_PLAIN = 2;

    /// Letters of one joined word that are looked at.
    private static final int MOST_JOINED = 40;

    private final Map<String, WordClass> words;

    NameWords(Map<String, WordClass> words) {
        this.words = Map.copyOf(words);
    }

    /// Another list over this one.
    NameWords with(Map<String, WordClass> more) {
        var all = new HashMap<>(words);
        all.putAll(more);
        return new NameWords(all);
    }

    /// What a run of letters speaks for.
    ///
    /// @param letters in lower case
    Optional<WordClass> classOf(String letters) {
        WordClass known = words.get(letters);
        if (known != null) {
            return Optional.of(known);
        }
        return letters.length() <= MOST_JOINED ? joined(letters) : Optional.empty();
    }

    /// The strongest class that the word has parts of, if it is made of known words and of nothing else.
    private Optional<WordClass> joined(String letters) {
        var best = new WordClass[letters.length() + 1];
        best[0] = WordClass.PLAIN;
        for (int end = LEAST_PLAIN; end <= letters.length(); end++) {
            for (int from = 0; from + LEAST_PLAIN <= end; from++) {
                WordClass before = best[from];
                WordClass part = before == null ? null : words.get(letters.substring(from, end));
                if (before == null
                        || part == null
                        || part != WordClass.PLAIN && end - from < LEAST_PART) {
                    continue;
                }
                WordClass both = before.compareTo(part) < 0 ? before : part;
                WordClass known = best[end];
                if (known == null || both.compareTo(known) < 0) {
                    best[end] = both;
                }
            }
        }
        return Optional.ofNullable(best[letters.length()]);
    }
}
