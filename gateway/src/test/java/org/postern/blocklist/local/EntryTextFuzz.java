package org.postern.blocklist.local;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// A line of a list is an entry, nothing, or a mistake that is told; an entry reads as it is printed.
class EntryTextFuzz {
    @FuzzTest
    void everyEntryReadsAsItIsPrinted(byte[] octets) {
        String line = new String(octets, StandardCharsets.UTF_8);
        Optional<EntryText.Line> read;
        try {
            read = EntryText.parse(line);
        } catch (IllegalArgumentException e) {
            if (String.valueOf(e.getMessage()).isBlank()) {
                throw new AssertionError("nothing was said");
            }
            return;
        }
        if (read.isEmpty()) {
            return;
        }
        String printed = EntryText.print(read.get());
        if (printed.chars().anyMatch(Character::isISOControl)) {
            throw new AssertionError("a control character in: " + printed);
        }
        if (!EntryText.parse(printed).equals(read)) {
            throw new AssertionError("not the same: " + printed);
        }
    }
}
