package org.postern.app;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.postern.journal.Printable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/// `postern blocklist feeds`: lists of others that are files or come from web servers.
@Command(
        name = "feeds",
        description = {
            "Show the lists of others that the settings name (blocklist.feeds), or look for new ones now.",
            "Exit code 1 where there are none, or where one has no copy."
        })
final class BlocklistFeedsVerb extends Verb {
    @Option(names = "--now", description = "Look at all of them at once, due or not.")
    private boolean now;

    @Option(
            names = "--accept",
            paramLabel = "NAME",
            defaultValue = "",
            description =
                    "Look at this one and take what is there, although it grew or shrank beyond its"
                            + " bounds.")
    private String accept;

    @Option(names = "--json", description = "Print one JSON object a line.")
    private boolean json;

    @Override
    public Integer call() {
        List<JsonNode> all = new ArrayList<>();
        Home.gateway()
                .ask(
                        "blocklist.feeds",
                        Map.of("now", now, "accept", accept, "by", Asker.name()),
                        all::add);
        all.forEach(it -> out().println(json ? it.toString() : line(it)));
        boolean whole = all.stream().allMatch(it -> it.has("at"));
        return all.isEmpty() || !whole ? Exit.NO : Exit.OK;
    }

    private static String line(JsonNode feed) {
        String trouble = feed.path("trouble").asString("");
        String at = feed.path("at").asString("");
        return String.format(
                        Locale.ROOT,
                        "%-20s %,11d entries, %s",
                        Printable.of(feed.path("name").asString()),
                        feed.path("entries").asLong(),
                        at.isEmpty() ? "no copy yet" : "of " + Times.print(Instant.parse(at)))
                + (trouble.isEmpty() ? "" : "; " + Printable.of(trouble));
    }
}
