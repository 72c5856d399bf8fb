package org.postern.blocklist.feed;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.postern.blocklist.Action;
import org.postern.blocklist.Choice;
import org.postern.settings.Parse;

/// A list of others as a line of the settings has it: `drop https://lists.example/drop.txt format=drop every=1h`.
///
/// @param name of the list, for people; its test is called `feed-NAME`
/// @param place where the list is: `https:`, or `file:` with the whole path
/// @param column of the format, where it has columns
/// @param every how often the place is asked
/// @param checksum where the SHA-256 of the list is, or the sum itself
/// @param stale age from which an alarm is due; a list that is only a file has none unless somebody says so
/// @param choice what follows for a client that is listed
/// @param growth how many times as many entries as before are believed
/// @param rest how many percent of the entries before must still be there
/// @param widest shortest prefix of IPv4 that is believed
public record FeedSource(
        String name,
        URI place,
        FeedFormat format,
        String column,
        Duration every,
        Optional<String> checksum,
        Optional<Duration> stale,
        Choice choice,
        int growth,
        int rest,
        int widest) {
    private static final Set<String> OPTIONS =
            Set.of(
                    "format", "column", "every", "sha256", "stale", "action", "growth", "rest",
                    "widest");

    /// Reads a line of the settings.
    public static FeedSource parse(String text) {
        String[] words = text.strip().split("\\s+");
        if (words.length < 3) {
            throw new IllegalArgumentException(
                    "write NAME PLACE format=FORMAT, and options such as every=1h action=reject");
        }
        if (!words[0].matches("[a-z0-9]([a-z0-9-]{0,30}[a-z0-9])?")) {
            throw new IllegalArgumentException(
                    words[0] + ": a name has lower-case letters, digits and hyphens, up to 32");
        }
        var options = new Options(words);
        URI place = place(words[1]);
        boolean isFile = place.getScheme().equals("file");
        Duration every = options.get("every", "1h", Parse.duration("1m", "30d"));
        String stale = options.text("stale", isFile ? "" : longer(every) ? "" : "1d");
        return new FeedSource(
                words[0],
                place,
                options.get("format", "", Parse.oneOf(FeedFormat.class)),
                options.get("column", "", FeedSource::column),
                every,
                Optional.of(options.get("sha256", "", FeedSource::checksum))
                        .filter(it -> !it.isEmpty()),
                stale.isEmpty()
                        ? isFile ? Optional.empty() : Optional.of(every.multipliedBy(3))
                        : Optional.of(options.get("stale", stale, Parse.duration("1m", "3650d"))),
                options.get("action", "observe", FeedSource::choice),
                options.get("growth", "5", Parse.integer(1, 1_000_000)),
                options.get("rest", "50", Parse.integer(0, 100)),
                options.get("widest", "8", Parse.integer(0, 32)));
    }

    /// Where an alarm after a day would come before the list was asked for three times.
    private static boolean longer(Duration every) {
        return every.multipliedBy(3).compareTo(Duration.ofDays(1)) > 0;
    }

    /// Whether who is listed is let in.
    public boolean allows() {
        return choice.allows();
    }

    public boolean isFile() {
        return place.getScheme().equals("file");
    }

    private static Choice choice(String text) {
        return text.equals("allow")
                ? new Choice(Action.OBSERVE, 1, true)
                : Choice.refusing(text.replace(':', ' '));
    }

    private static String column(String text) {
        CsvLines.problem(text)
                .ifPresent(it -> {
                    throw new IllegalArgumentException(it);
                });
        return text;
    }

    private static String checksum(String text) {
        return text.isEmpty() || text.matches("[0-9a-fA-F]{64}") ? text : place(text).toString();
    }

    /// Plain HTTP is for a server on the same machine; everybody between could write a list.
    private static URI place(String text) {
        if (text.startsWith("/")) {
            return Path.of(text).normalize().toUri();
        }
        URI place;
        try {
            place = URI.create(text);
        } catch (IllegalArgumentException _) {
            throw noPlace(text);
        }
        boolean secure = "https".equals(place.getScheme());
        boolean local =
                "http".equals(place.getScheme())
                        && ("127.0.0.1".equals(place.getHost()) || "[::1]".equals(place.getHost()));
        if (!secure && !local || place.getHost() == null || place.getUserInfo() != null) {
            throw noPlace(text);
        }
        return place;
    }

    private static IllegalArgumentException noPlace(String text) {
        return new IllegalArgumentException(
                text + ": write the whole path of a file, or an address that begins with https://");
    }

    /// The words behind the place.
    private static final class Options {
        private final Map<String, String> given = new HashMap<>();

        Options(String[] words) {
            for (int i = 2; i < words.length; i++) {
                int cut = words[i].indexOf('=');
                String key = cut < 0 ? words[i] : words[i].substring(0, cut);
                if (cut < 0 || !OPTIONS.contains(key)) {
                    throw new IllegalArgumentException(key + ": no such option of a feed");
                }
                if (given.put(key, words[i].substring(cut + 1)) != null) {
                    throw new IllegalArgumentException(key + " stands there twice");
                }
            }
        }

        String text(String key, String standard) {
            return given.getOrDefault(key, standard);
        }

        <T> T get(String key, String standard, Function<String, T> parser) {
            try {
                return parser.apply(text(key, standard));
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(key + ": " + e.getMessage(), e);
            }
        }
    }

    @Override
    public String toString() {
        return name + " " + place;
    }
}
