package org.postern.blocklist.reverse;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// What a word in a name speaks for. Where a word is made of several, the first of these decides.
enum WordClass {
    STATIC,
    SERVER,
    DYNAMIC,
    ACCESS,
    /// Only part of other words.
    PLAIN;

    String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Optional<WordClass> of(String key) {
        return Arrays.stream(values()).filter(it -> it.key().equals(key)).findFirst();
    }
}
