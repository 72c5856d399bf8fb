package org.postern.journal;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/// Any event, told as the story of a message. Whatever strangers wrote, the story is lines that a terminal shows as they
/// are: nothing moves the cursor, colours, hides or turns the direction of writing.
class StoryFuzz {
    @FuzzTest(maxDuration = "10m")
    void m8_nothingOfStrangersActsOnTheTerminal(byte[] octets) {
        Event event;
        try {
            event = EventJson.read(octets);
        } catch (IOException _) {
            return;
        }
        MessageLog.Known known =
                event instanceof Event.Judged(var dossier, _)
                        ? new MessageLog.Known(Optional.of(dossier), List.of())
                        : new MessageLog.Known(Optional.empty(), List.of(event));
        String story = Story.of(event.id(), known);
        story.codePoints()
                .filter(c -> c != '\n' && !isShown(c))
                .findFirst()
                .ifPresent(c -> {
                    throw new AssertionError(
                            "character " + Integer.toHexString(c) + " in " + story);
                });
    }

    private static boolean isShown(int c) {
        int type = Character.getType(c);
        return type != Character.CONTROL
                && type != Character.FORMAT
                && type != Character.SURROGATE
                && type != Character.LINE_SEPARATOR
                && type != Character.PARAGRAPH_SEPARATOR;
    }
}
