package org.postern.app;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.postern.journal.Printable;
import org.postern.mail.address.IpAddress;
import org.postern.mail.auth.Spf;
import org.postern.mail.auth.SpfLimits;
import org.postern.mail.auth.SpfQuestion;
import org.postern.mail.auth.SpfResult;
import org.postern.mail.auth.SpfStep;
import org.postern.mail.auth.SpfVerdict;
import org.postern.mail.dns.CapturedAnswers;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.json.JsonMapper;

/// `postern spf`: what domains say about who may send for them.
@Command(
        name = "spf",
        description = "Who may send for a domain, by what it publishes (RFC 7208).",
        synopsisSubcommandLabel = "VERB",
        subcommands = SpfVerb.Check.class)
final class SpfVerb extends VerbGroup {
    private static final SpfLimits LIMITS = SpfLimits.DEFAULTS;

    /// Whether a client may send for a domain, and why.
    @Command(
            name = "check",
            description = {
                "Say whether a client may send for a domain, with every step on the way.",
                "Ends with 0 if all that was asked passes, 3 if the DNS has no answer, else with 1."
            })
    static final class Check extends Verb {
        @Parameters(paramLabel = "ADDRESS", description = "The address of the client.")
        private String client;

        @Option(
                names = "--sender",
                paramLabel = "ADDRESS",
                description = "The address in MAIL FROM; <> for the null one, which needs --helo.")
        private Optional<String> sender;

        @Option(
                names = "--helo",
                paramLabel = "NAME",
                description = "What the client calls itself; it is checked too.")
        private Optional<String> helo;

        @Option(
                names = "--receiver",
                paramLabel = "NAME",
                defaultValue = "unknown",
                description = "What explanations call this host.")
        private String receiver;

        @Mixin private DnsSource source;

        @Option(names = "--json", description = "Print one JSON object for each check.")
        private boolean json;

        private record Asked(String identity, SpfQuestion question) {}

        @Override
        public Integer call() throws InterruptedException {
            List<Asked> all = questions();
            CapturedAnswers dns = source.open();
            var spf = new Spf(dns, LIMITS, receiver, InstantSource.system());
            var results = new ArrayList<SpfResult>();
            for (Asked asked : all) {
                SpfVerdict verdict = spf.check(asked.question);
                results.add(verdict.result());
                if (json) {
                    out().println(JsonMapper.shared().writeValueAsString(facts(asked, verdict)));
                } else {
                    print(asked, verdict);
                }
            }
            source.keep(dns);
            return exit(results);
        }

        private List<Asked> questions() {
            IpAddress address =
                    IpAddress.parse(client)
                            .orElseThrow(() ->
                                    Complaint.usage(
                                            "'" + client + "' is no address of IPv4 or IPv6"));
            String name = helo.orElse("");
            String from = sender.filter(it -> !it.equals("<>")).orElse("");
            if (name.isEmpty() && from.isEmpty()) {
                throw Complaint.usage("say who is to be checked: --sender, --helo or both");
            }
            var all = new ArrayList<Asked>();
            if (!name.isEmpty()) {
                all.add(new Asked("helo", SpfQuestion.ofHelo(address, name)));
            }
            if (!from.isEmpty()) {
                all.add(new Asked("sender", SpfQuestion.ofSender(address, from, name)));
            }
            return all;
        }

        private void print(Asked asked, SpfVerdict verdict) {
            out().println(
                            "%-6s %s: %s"
                                    .formatted(
                                            asked.identity,
                                            Printable.of(asked.question.domain()),
                                            verdict.result()));
            out().println("  " + verdict.why());
            verdict.explanation()
                    .ifPresent(it -> out().println("  the domain explains: \"" + it + "\""));
            for (SpfStep step : verdict.steps()) {
                out().println(
                                "    "
                                        + "  ".repeat(step.depth())
                                        + Printable.of(step.domain())
                                        + "  "
                                        + (step.term().isEmpty() ? "" : step.term() + "  ")
                                        + "- "
                                        + step.outcome());
            }
            out().println(
                            "  %d of %d terms asked the DNS, %d of %d questions found nothing"
                                    .formatted(
                                            verdict.terms(),
                                            LIMITS.terms(),
                                            verdict.voids(),
                                            LIMITS.voids()));
        }

        private static Map<String, Object> facts(Asked asked, SpfVerdict verdict) {
            var facts = new LinkedHashMap<String, Object>();
            facts.put("identity", asked.identity);
            facts.put("domain", asked.question.domain());
            facts.put("client", asked.question.client().toString());
            facts.put("result", verdict.result().toString());
            facts.put("why", verdict.why());
            verdict.explanation().ifPresent(it -> facts.put("explanation", it));
            facts.put("terms", verdict.terms());
            facts.put("voids", verdict.voids());
            facts.put("steps", verdict.steps());
            return facts;
        }

        private static int exit(List<SpfResult> results) {
            if (results.contains(SpfResult.TEMPERROR)) {
                return Exit.UNREACHABLE;
            }
            return results.stream().allMatch(SpfResult.PASS::equals) ? Exit.OK : Exit.NO;
        }
    }
}
