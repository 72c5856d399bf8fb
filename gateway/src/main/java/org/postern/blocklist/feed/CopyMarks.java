package org.postern.blocklist.feed;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.postern.store.DurableFile;

/// What is known of a copy of a list, so that its place is not asked for the same once more.
///
/// @param tag of a web server, or of a file how long and how old it is; empty for none
/// @param modified what the web server said; empty for none
/// @param sha256 of the copy, so that marks of another one are not believed
/// @param confirmed when the place last had this copy
record CopyMarks(String place, String tag, String modified, String sha256, Instant confirmed) {
    private static final long LARGEST = 1 << 16;

    CopyMarks confirmedAt(Instant now) {
        return new CopyMarks(place, tag, modified, sha256, now);
    }

    void write(Path file) throws IOException {
        DurableFile.write(
                file,
                "place "
                        + place
                        + "\ntag "
                        + tag
                        + "\nmodified "
                        + modified
                        + "\nsha256 "
                        + sha256
                        + "\nconfirmed "
                        + confirmed
                        + "\n");
    }

    /// Reads marks; what is missing or damaged reads as nothing, and the place is then asked for everything.
    static CopyMarks read(Path file) throws IOException {
        Map<String, String> words = new HashMap<>();
        if (Files.isRegularFile(file) && Files.size(file) < LARGEST) {
            String text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
            text.lines()
                    .forEach(line -> {
                        int cut = line.indexOf(' ');
                        if (cut > 0) {
                            words.put(line.substring(0, cut), line.substring(cut + 1));
                        }
                    });
        }
        return new CopyMarks(
                words.getOrDefault("place", ""),
                words.getOrDefault("tag", ""),
                words.getOrDefault("modified", ""),
                words.getOrDefault("sha256", ""),
                instant(words.getOrDefault("confirmed", "")));
    }

    private static Instant instant(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeException _) {
            return Instant.EPOCH;
        }
    }
}
