package org.postern.directory;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// Who exists in a domain: whom to ask, and which addresses are the same.
///
/// @param sources asked in turn, until one knows the address; at least one
/// @param separators characters that part a user from a tag, as in `user+tag`; empty for none
/// @param acceptUnsure whether an address is accepted where none of them could say, instead of being put off
public record RecipientRules(List<Source> sources, String separators, boolean acceptUnsure) {
    /// Every address exists; whom the next hop does not know it refuses.
    public static final RecipientRules ANY =
            new RecipientRules(List.of(Kind.ANY), "", /* acceptUnsure= */ false);

    private static final String LOOKUP = "lookup:";
    private static final String PLUS = "plus:";
    private static final String ACCEPT = "unsure:accept";
    private static final String CHOICES =
            "write any, list, call-forward or lookup:NAME, and besides plus:+ or unsure:accept";

    /// Who is asked.
    public sealed interface Source {}

    /// Sources that a domain has one of.
    public enum Kind implements Source {
        /// Everybody exists.
        ANY("any"),
        /// The list of the domain.
        LIST("list"),
        /// The next hop, by a RCPT before the message.
        CALL_FORWARD("call-forward");

        private final String word;

        Kind(String word) {
            this.word = word;
        }

        @Override
        public String toString() {
            return word;
        }
    }

    /// One of the site's lookups.
    public record Lookup(String name) implements Source {
        public Lookup {
            if (!Login.isName(name)) {
                throw new IllegalArgumentException(CHOICES);
            }
        }

        @Override
        public String toString() {
            return LOOKUP + name;
        }
    }

    public RecipientRules {
        sources = sources.stream().distinct().toList();
        if (sources.isEmpty() || !separators.chars().allMatch(c -> "+-_=.#".indexOf(c) >= 0)) {
            throw new IllegalArgumentException(CHOICES);
        }
    }

    /// Reads what [#toString] prints.
    public static RecipientRules parse(String text) {
        var sources = new ArrayList<Source>();
        String separators = "";
        boolean accept = false;
        for (String word : text.strip().split(" +", -1)) {
            if (word.startsWith(PLUS)) {
                separators = word.substring(PLUS.length());
            } else if (word.equals(ACCEPT)) {
                accept = true;
            } else {
                sources.add(source(word));
            }
        }
        return new RecipientRules(sources, separators, accept);
    }

    private static Source source(String word) {
        if (word.startsWith(LOOKUP)) {
            return new Lookup(word.substring(LOOKUP.length()));
        }
        for (Kind kind : Kind.values()) {
            if (kind.word.equals(word)) {
                return kind;
            }
        }
        throw new IllegalArgumentException(CHOICES);
    }

    /// The user of a tagged local part; the local part itself where it has no tag.
    public String untagged(String localPart) {
        for (int i = 1; i < localPart.length(); i++) {
            if (separators.indexOf(localPart.charAt(i)) >= 0) {
                return localPart.substring(0, i);
            }
        }
        return localPart;
    }

    @Override
    public String toString() {
        return sources.stream().map(Object::toString).collect(Collectors.joining(" "))
                + (separators.isEmpty() ? "" : " " + PLUS + separators)
                + (acceptUnsure ? " " + ACCEPT : "");
    }
}
