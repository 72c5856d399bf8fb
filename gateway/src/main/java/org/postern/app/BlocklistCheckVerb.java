package org.postern.app;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.postern.journal.Printable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/// `postern blocklist check`: does every test of a client and says what came of it. Exit code 1 where it is turned away.
@Command(
        name = "check",
        description = {
            "Do every test of a client in order, and say what would follow.",
            "Exit code 1 where it is turned away, for now or for good."
        })
final class BlocklistCheckVerb extends Verb {
    @Parameters(paramLabel = "ADDRESS", description = "The client's address.")
    private String address;

    @Option(
            names = "--helo",
            paramLabel = "NAME",
            defaultValue = "",
            description = "What it calls itself.")
    private String hello;

    @Option(
            names = "--sender",
            paramLabel = "ADDRESS",
            defaultValue = "",
            description = "Whom its mail is from; <> for a notice.")
    private String sender;

    @Option(
            names = "--recipient",
            paramLabel = "ADDRESS",
            defaultValue = "",
            description = "Whom its mail is for.")
    private String recipient;

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    private boolean refused;

    @Override
    public Integer call() {
        Map<String, Object> args = new LinkedHashMap<>();
        args.put("address", address);
        args.put("hello", hello);
        args.put("sender", sender);
        args.put("recipient", recipient);
        Home.gateway().ask("blocklist.check", args, this::tell);
        return refused ? Exit.NO : Exit.OK;
    }

    private void tell(JsonNode verdict) {
        String decision = verdict.path("decision").asString();
        refused = decision.equals("defer") || decision.equals("reject");
        if (json) {
            out().println(verdict);
            return;
        }
        String decisive = verdict.path("decisive").asString("");
        long score = verdict.path("score").asLong();
        out().println(
                        address
                                + ": "
                                + decision
                                + (decisive.isEmpty() ? "" : ", because of " + decisive)
                                + (score == 0 ? "" : ", score " + score));
        if (!verdict.path("enabled").asBoolean()) {
            out().println("(clients are not tested now: postern blocklist enable)");
        }
        verdict.path("steps").forEach(this::step);
        String reply = verdict.path("reply").asString("");
        if (!reply.isEmpty()) {
            out().println("the client hears: " + reply);
        }
    }

    private void step(JsonNode step) {
        String detail = step.path("detail").asString("");
        out().printf(
                        Locale.ROOT,
                        "  %-24s %-10s %-9s %8.2f ms%s%n",
                        step.path("test").asString(),
                        step.path("action").asString(),
                        step.path("outcome").asString(),
                        step.path("micros").asLong() / 1000.0,
                        detail.isEmpty() ? "" : "  " + Printable.of(detail));
    }
}
