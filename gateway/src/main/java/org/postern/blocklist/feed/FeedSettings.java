package org.postern.blocklist.feed;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.postern.settings.Authorities;
import org.postern.settings.ByteSize;
import org.postern.settings.Parse;
import org.postern.settings.Settings;

/// Which lists of others are used, and how they come here.
///
/// @param refresh how often files are looked at
/// @param directory where the last good copies are
public record FeedSettings(
        List<FeedSource> feeds,
        Duration refresh,
        long largest,
        int mostEntries,
        Duration patience,
        Authorities authorities,
        Path directory) {

    public static FeedSettings from(Settings s, Path data) {
        List<FeedSource> feeds =
                s.list(
                        "blocklist.feeds",
                        List.of(),
                        FeedSource::parse,
                        "Lists of addresses, each as NAME PLACE format=FORMAT and options; see"
                                + " docs/blocker.md.");
        Set<String> names = new HashSet<>();
        for (FeedSource feed : feeds) {
            if (!names.add(feed.name())) {
                s.problem("blocklist.feeds", "two feeds are called " + feed.name());
            }
        }
        return new FeedSettings(
                feeds,
                s.get(
                        "blocklist.refresh",
                        Duration.ofMinutes(1),
                        Parse.duration("1s", "1d"),
                        "How often lists that are files are looked at."),
                s.get(
                                "blocklist.feed-largest",
                                ByteSize.parse("512MiB"),
                                ByteSize::parse,
                                "A longer list is refused.")
                        .octets(),
                s.get(
                        "blocklist.feed-entries",
                        20_000_000,
                        Parse.integer(1, 200_000_000),
                        "What a list has past so many prefixes is left out. One of IPv4 takes about eight"
                                + " octets of memory, and sixteen more while the list is read."),
                s.get(
                        "blocklist.feed-patience",
                        Duration.ofMinutes(5),
                        Parse.duration("1s", "1h"),
                        "Time for a list to come from a web server."),
                Authorities.from(
                        s, "blocklist.feed-authorities", "web servers with lists have", data),
                data.resolve("feeds"));
    }
}
