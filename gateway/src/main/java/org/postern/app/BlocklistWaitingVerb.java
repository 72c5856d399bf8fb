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

/// `postern blocklist waiting`: who was put off because the organisation is new.
@Command(
        name = "waiting",
        description = {
            "List organisations that wait at this node because they came for the first time, and since"
                    + " when; or let one in now. Exit code 1 where nobody waits."
        })
final class BlocklistWaitingVerb extends Verb {
    @Option(
            names = "--let-in",
            paramLabel = "ORGANISATION",
            defaultValue = "",
            description = "Let this one in from now on: a domain or a network, as listed.")
    private String letIn;

    @Option(names = "--json", description = "Print one JSON object a line.")
    private boolean json;

    @Override
    public Integer call() {
        if (!letIn.isEmpty()) {
            Home.gateway()
                    .ask(
                            "blocklist.let-in",
                            Map.of("organisation", letIn, "by", Asker.name()),
                            it -> out().println(it.path("said").asString()));
            return Exit.OK;
        }
        List<JsonNode> all = new ArrayList<>();
        Home.gateway().ask("blocklist.waiting", Map.of(), all::add);
        all.forEach(it -> out().println(json ? it.toString() : line(it)));
        return all.isEmpty() ? Exit.NO : Exit.OK;
    }

    private static String line(JsonNode guest) {
        return String.format(
                Locale.ROOT,
                "%-40s since %s, %d tries, last from %s; may come at %s",
                Printable.of(guest.path("organisation").asString()),
                Times.print(Instant.parse(guest.path("since").asString())),
                guest.path("tries").asInt(),
                Printable.of(guest.path("client").asString()),
                Times.print(Instant.parse(guest.path("mayComeAt").asString())));
    }
}
