package org.postern.app;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.postern.mail.address.IpAddress;
import org.postern.mail.dns.CapturedAnswers;
import org.postern.mail.dns.DnsAnswer;
import org.postern.mail.dns.DnsAnswer.Failed;
import org.postern.mail.dns.DnsAnswer.Found;
import org.postern.mail.dns.DnsAnswer.Nothing;
import org.postern.mail.dns.DnsName;
import org.postern.mail.dns.DnsQuestion;
import org.postern.mail.dns.DnsRecord;
import org.postern.mail.dns.DnsType;
import org.postern.mail.dns.Dnssec;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.json.JsonMapper;

/// `postern dns`: what the DNS says, as this gateway sees it.
@Command(
        name = "dns",
        description = {
            "Ask the DNS as this gateway does: by the resolvers of its settings, with its limits.",
            "An address is asked for its names, and each name for its addresses."
        })
final class DnsVerb extends Verb {
    /// Names of an address that are confirmed.
    private static final int MOST_NAMES = 10;

    @Parameters(
            index = "0",
            paramLabel = "NAME",
            description = "A name, or an address of IPv4 or IPv6.")
    private String name;

    @Parameters(
            index = "1..*",
            paramLabel = "TYPE",
            description = "One of ${COMPLETION-CANDIDATES}; all but PTR where none is named.")
    private List<DnsType> types = List.of();

    @Mixin private DnsSource source;

    @Option(names = "--json", description = "Print one JSON object a line.")
    private boolean json;

    @Override
    public Integer call() throws InterruptedException {
        CapturedAnswers dns = source.open();
        Optional<IpAddress> address = IpAddress.parse(name);
        if (address.isPresent() && types.isEmpty()) {
            namesOf(address.get(), dns);
        } else {
            ask(dns);
        }
        source.keep(dns);
        return exit(dns.answers());
    }

    private void ask(CapturedAnswers dns) throws InterruptedException {
        DnsName asked =
                DnsName.of(name)
                        .orElseThrow(() -> Complaint.usage("'" + name + "' is no name of the DNS"));
        List<DnsType> wanted =
                types.isEmpty() ? List.of(DnsType.A, DnsType.AAAA, DnsType.MX, DnsType.TXT) : types;
        for (DnsType type : wanted) {
            ask(dns, new DnsQuestion(asked, type));
        }
    }

    /// Its names, and whether they have the address: whoever has an address can call it anything.
    private void namesOf(IpAddress address, CapturedAnswers dns) throws InterruptedException {
        int names = 0;
        if (ask(dns, DnsQuestion.namesOf(address.unmapped())) instanceof Found found) {
            for (DnsRecord record : found.records()) {
                if (record instanceof DnsRecord.Pointer(var host) && names++ < MOST_NAMES) {
                    ask(dns, DnsQuestion.addressesOf(host, address.unmapped()));
                }
            }
        }
    }

    private DnsAnswer ask(CapturedAnswers dns, DnsQuestion question) throws InterruptedException {
        DnsAnswer answer = dns.lookup(question);
        if (json) {
            out().println(JsonMapper.shared().writeValueAsString(facts(question, answer)));
        } else {
            print(question, answer);
        }
        return answer;
    }

    private void print(DnsQuestion question, DnsAnswer answer) {
        String asked = "%-4s %s  ".formatted(question.type(), question.name());
        switch (answer) {
            case Found(var records, var dnssec, var kept) ->
                    records.forEach(it ->
                            out().println(
                                            asked
                                                    + it
                                                    + "  ("
                                                    + kept.toSeconds()
                                                    + " s"
                                                    + proven(dnssec)
                                                    + ")"));
            case Nothing nothing ->
                    out().println(
                                    asked
                                            + (nothing.domain() ? "no such record" : "no such name")
                                            + proven(nothing.dnssec()));
            case Failed(var cause, var why) ->
                    out().println(asked + "not known: " + cause(cause) + " - " + why);
        }
    }

    private static String proven(Dnssec dnssec) {
        return dnssec == Dnssec.SECURE ? ", proven by DNSSEC" : "";
    }

    private static String cause(Enum<?> cause) {
        return cause.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static Map<String, Object> facts(DnsQuestion question, DnsAnswer answer) {
        var facts = new LinkedHashMap<String, Object>();
        facts.put("name", question.name().toString());
        facts.put("type", question.type().name());
        switch (answer) {
            case Found(var records, var dnssec, var kept) -> {
                facts.put("status", "found");
                facts.put("records", records.stream().map(DnsRecord::toString).toList());
                facts.put("seconds", kept.toSeconds());
                facts.put("dnssec", cause(dnssec));
            }
            case Nothing nothing -> {
                facts.put("status", nothing.domain() ? "no-record" : "no-name");
                facts.put("dnssec", cause(nothing.dnssec()));
            }
            case Failed(var cause, var why) -> {
                facts.put("status", cause(cause));
                facts.put("why", why);
            }
        }
        return facts;
    }

    private static int exit(Map<DnsQuestion, DnsAnswer> answers) {
        if (answers.values().stream().anyMatch(Failed.class::isInstance)) {
            return Exit.UNREACHABLE;
        }
        return answers.values().stream().anyMatch(Found.class::isInstance) ? Exit.OK : Exit.NO;
    }
}
