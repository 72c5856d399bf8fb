package org.postern.journal;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;

/// Any octets, read as an event. Either a problem says why they are none, or what was read is written as something that
/// reads and writes as itself.
class EventJsonFuzz {
    @FuzzTest(maxDuration = "10m")
    void promise10_whatIsReadIsWrittenAsItself(byte[] octets) throws IOException {
        Event event;
        try {
            event = EventJson.read(octets);
        } catch (IOException e) {
            String why = String.valueOf(e.getMessage());
            if (!why.startsWith("not JSON: ") && !why.startsWith("not an event: ")) {
                throw new AssertionError("no name for the problem", e);
            }
            return;
        }
        byte[] written = EventJson.write(event);
        Event again = EventJson.read(written);
        String text = new String(written, UTF_8);
        // Only what the database cannot take is written as another character.
        if (!again.equals(event) && text.indexOf('\ufffd') < 0) {
            throw new AssertionError(event + " became " + again);
        }
        String second = new String(EventJson.write(again), UTF_8);
        if (!second.equals(text)) {
            throw new AssertionError(text + " became " + second);
        }
        if (!Terms.of(again).stream().allMatch(EventJsonFuzz::isTerm)) {
            throw new AssertionError("not search words: " + Terms.of(again));
        }
    }

    static boolean isTerm(String term) {
        return term.length() >= 2
                && "ftmps".indexOf(term.charAt(0)) >= 0
                && term.charAt(1) == ':'
                && term.chars().noneMatch(c -> c < ' ' || Character.isSurrogate((char) c));
    }
}
