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

/// `postern blocklist top`: who is turned away most.
@Command(
        name = "top",
        description = {
            "Count refusals of clients by client, network or reason, the most first.",
            "Of very many in a minute only some are recorded, and counted here. Exit code 1 where"
                    + " there are none."
        })
final class BlocklistTopVerb extends Verb {
    @Option(
            names = "--by",
            paramLabel = "WHAT",
            defaultValue = "client",
            description = "client, network (/24, /48) or reason. Default: ${DEFAULT-VALUE}.")
    private String by;

    @Option(
            names = "--since",
            paramLabel = "TIME",
            defaultValue = "24h",
            description = "How far back, such as 30m, 24h or 7d. Default: ${DEFAULT-VALUE}.")
    private String since;

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "20",
            description = "How many, up to 1000. Default: ${DEFAULT-VALUE}.")
    private int limit;

    @Option(names = "--json", description = "Print one JSON object a line.")
    private boolean json;

    @Override
    public Integer call() {
        List<JsonNode> all = new ArrayList<>();
        Home.gateway()
                .ask("blocklist.top", Map.of("by", by, "since", since, "limit", limit), all::add);
        all.forEach(it -> out().println(json ? it.toString() : line(it)));
        return all.isEmpty() ? Exit.NO : Exit.OK;
    }

    private static String line(JsonNode count) {
        var reasons = new ArrayList<String>();
        count.path("reasons").forEach(it -> reasons.add(it.asString()));
        return String.format(
                Locale.ROOT,
                "%,9d  %-39s last %s  %s",
                count.path("refusals").asLong(),
                Printable.of(count.path("what").asString()),
                Times.print(Instant.parse(count.path("last").asString())),
                Printable.of(String.join(", ", reasons)));
    }
}
