package org.postern.mail.auth;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.postern.mail.address.IpAddress;
import org.postern.mail.address.Parsed;
import org.postern.mail.auth.SpfRecord.Directive;
import org.postern.mail.auth.SpfRecord.Mechanism;
import org.postern.mail.dns.DnsName;

/// One check: `check_host()` of RFC 7208 §4, with an account of its steps.
final class SpfEvaluation {
    private static final String NO_NAME = "unknown";

    /// What a record says.
    ///
    /// @param by the term that decided
    /// @param explanation where the domain explains, if it does
    private record Said(
            SpfResult result, String domain, String by, @Nullable MacroString explanation) {}

    private final SpfLookups lookups;
    private final SpfLimits limits;
    private final String receiver;
    private final InstantSource clock;
    private final SpfQuestion question;
    private final List<SpfStep> steps = new ArrayList<>();
    private int depth;

    SpfEvaluation(
            SpfLookups lookups,
            SpfLimits limits,
            String receiver,
            InstantSource clock,
            SpfQuestion question) {
        this.lookups = lookups;
        this.limits = limits;
        this.receiver = receiver;
        this.clock = clock;
        this.question = question;
    }

    SpfVerdict verdict() throws InterruptedException {
        try {
            Said said = check(question.domain());
            if (said.result == SpfResult.NONE) {
                return verdict(SpfResult.NONE, said.by, Optional.empty());
            }
            String why = SpfTexts.decided(said.result, question.client(), said.domain, said.by);
            return verdict(said.result, why, explanation(said));
        } catch (SpfError e) {
            return verdict(e.result(), e.why(), Optional.empty());
        }
    }

    private SpfVerdict verdict(SpfResult result, String why, Optional<String> explanation) {
        return new SpfVerdict(result, why, explanation, lookups.terms(), lookups.voids(), steps);
    }

    /// Finds the record of a domain and follows it.
    private Said check(String domain) throws SpfError, InterruptedException {
        Optional<DnsName> name =
                domain.startsWith("[")
                        ? Optional.empty()
                        : DnsName.of(domain).filter(it -> it.labels() > 1);
        if (name.isEmpty()) {
            return none(domain, "is no domain that can publish a record");
        }
        List<String> records = lookups.texts(name.get()).stream().filter(SpfRecord::isOne).toList();
        if (records.isEmpty()) {
            return none(domain, "publishes no record");
        }
        if (records.size() > 1) {
            throw SpfError.permanent(SpfTexts.cut(domain) + " publishes several records");
        }
        String text = records.getFirst();
        if (text.length() > limits.record()) {
            throw SpfError.permanent("the record of " + SpfTexts.cut(domain) + " is too long");
        }
        step(domain, text, "its record");
        return switch (SpfRecord.parse(text)) {
            case Parsed.Failed<SpfRecord>(var why) ->
                    throw SpfError.permanent(
                            "the record of " + SpfTexts.cut(domain) + " is wrong: " + why);
            case Parsed.Value<SpfRecord>(var record) -> follow(name.get(), record);
        };
    }

    private Said none(String domain, String why) {
        String shown = domain.isEmpty() ? "(nothing)" : SpfTexts.cut(domain);
        step(domain, "", why);
        return new Said(SpfResult.NONE, domain, shown + " " + why, null);
    }

    private Said follow(DnsName domain, SpfRecord record) throws SpfError, InterruptedException {
        for (Directive directive : record.directives()) {
            boolean matches = matches(domain, directive.mechanism());
            step(domain.text(), directive.text(), matches ? "matches" : "does not match");
            if (matches) {
                return new Said(
                        directive.result(),
                        domain.text(),
                        SpfTexts.cut(directive.text()),
                        record.explanation());
            }
        }
        if (record.redirect() == null) {
            return new Said(SpfResult.NEUTRAL, domain.text(), "nothing matches", null);
        }
        lookups.term();
        String target = expanded(domain, record.redirect());
        step(domain.text(), "redirect=" + record.redirect(), "on to " + target);
        Said there = check(target);
        if (there.result == SpfResult.NONE) {
            throw SpfError.permanent(
                    SpfTexts.cut(domain.text()) + " redirects to where no record is: " + there.by);
        }
        return there;
    }

    private boolean matches(DnsName domain, Mechanism mechanism)
            throws SpfError, InterruptedException {
        return switch (mechanism) {
            case Mechanism.All _ -> true;
            case Mechanism.Network(var prefix, var bits) -> question.client().isNear(prefix, bits);
            case Mechanism.Include(var target) -> includes(domain, target);
            case Mechanism.Hosts(var target, var bits4, var bits6) -> {
                lookups.term();
                Optional<DnsName> name = target(domain, target);
                yield name.isPresent() && isNear(name.get(), bits4, bits6);
            }
            case Mechanism.Exchangers(var target, var bits4, var bits6) -> {
                lookups.term();
                Optional<DnsName> name = target(domain, target);
                yield name.isPresent() && isNearExchanger(name.get(), bits4, bits6);
            }
            case Mechanism.Names(var target) -> {
                lookups.term();
                Optional<DnsName> name = target(domain, target);
                yield name.isPresent()
                        && lookups.names(question.client()).stream()
                                .anyMatch(it -> it.isWithin(name.get()));
            }
            case Mechanism.Exists(var target) -> {
                lookups.term();
                Optional<DnsName> name = name(expanded(domain, target));
                yield name.isPresent() && lookups.exists(name.get());
            }
        };
    }

    private boolean includes(DnsName domain, MacroString target)
            throws SpfError, InterruptedException {
        lookups.term();
        String name = expanded(domain, target);
        depth++;
        Said there = check(name);
        depth--;
        return switch (there.result) {
            case PASS -> true;
            case FAIL, SOFTFAIL, NEUTRAL -> false;
            case NONE, TEMPERROR, PERMERROR ->
                    throw SpfError.permanent(
                            SpfTexts.cut(domain.text())
                                    + " includes what has no record: "
                                    + there.by);
        };
    }

    private boolean isNear(DnsName name, int bits4, int bits6)
            throws SpfError, InterruptedException {
        IpAddress client = question.client();
        int bits = client.version6() ? bits6 : bits4;
        return lookups.addresses(name, client).stream().anyMatch(it -> client.isNear(it, bits));
    }

    private boolean isNearExchanger(DnsName name, int bits4, int bits6)
            throws SpfError, InterruptedException {
        for (DnsName host : lookups.exchangers(name)) {
            if (isNear(host, bits4, bits6)) {
                return true;
            }
        }
        return false;
    }

    /// The name that a term is about; empty where macros made of it what can be no name, which then matches nobody.
    private Optional<DnsName> target(DnsName domain, Optional<MacroString> written)
            throws InterruptedException {
        return written.isEmpty() ? Optional.of(domain) : name(expanded(domain, written.get()));
    }

    private static Optional<DnsName> name(String text) {
        return DnsName.of(text).filter(it -> !it.equals(DnsName.ROOT));
    }

    /// A name of at most 253 characters: labels too many are left out on the left (RFC 7208 §7.3).
    private String expanded(DnsName domain, MacroString macros) throws InterruptedException {
        String name = macros.expand(letter -> value(letter, domain));
        String plain = name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
        while (plain.length() > DnsName.MAX_LENGTH && plain.indexOf('.') >= 0) {
            int from = plain.length() - DnsName.MAX_LENGTH;
            int dot = plain.indexOf('.', from - 1);
            plain = plain.substring((dot < 0 ? plain.lastIndexOf('.') : dot) + 1);
        }
        return plain;
    }

    private String value(char letter, DnsName domain) throws InterruptedException {
        IpAddress client = question.client();
        return switch (letter) {
            case 's' -> question.localPart() + "@" + question.domain();
            case 'l' -> question.localPart();
            case 'o' -> question.domain();
            case 'd' -> domain.text();
            case 'i' -> client.version6() ? nibbles(client) : client.toString();
            case 'p' ->
                    lookups.nameFor(client, Optional.of(domain)).map(DnsName::text).orElse(NO_NAME);
            case 'v' -> client.version6() ? "ip6" : "in-addr";
            case 'h' -> question.helo();
            case 'c' -> client.toString();
            case 'r' -> receiver.isEmpty() ? NO_NAME : receiver;
            case 't' -> String.valueOf(clock.instant().getEpochSecond());
            default -> throw new IllegalStateException("macro letter " + letter);
        };
    }

    private static String nibbles(IpAddress client) {
        var text = new StringBuilder(64);
        for (byte octet : client.octets()) {
            text.append(text.isEmpty() ? "" : ".")
                    .append(hex(octet >> 4 & 15))
                    .append('.')
                    .append(hex(octet & 15));
        }
        return text.toString();
    }

    private static char hex(int digit) {
        return (char) (digit < 10 ? '0' + digit : 'A' + digit - 10);
    }

    /// What the domain says about a failure (RFC 7208 §6.2). Nothing that goes wrong here changes the result.
    private Optional<String> explanation(Said said) throws InterruptedException {
        if (said.result != SpfResult.FAIL || said.explanation == null) {
            return Optional.empty();
        }
        DnsName domain = new DnsName(said.domain);
        Optional<DnsName> name = name(expanded(domain, said.explanation));
        if (name.isEmpty()) {
            return Optional.empty();
        }
        List<String> texts = lookups.textsIfAny(name.get());
        if (texts.size() == 1
                && MacroString.parse(texts.getFirst(), MacroString.Place.EXPLANATION)
                        instanceof Parsed.Value<MacroString>(var macros)) {
            return SpfTexts.explanation(macros.expand(letter -> value(letter, domain)));
        }
        return Optional.empty();
    }

    private void step(String domain, String term, String outcome) {
        if (steps.size() < limits.steps()) {
            steps.add(
                    new SpfStep(
                            depth,
                            SpfTexts.cut(domain),
                            term.length() > limits.record() ? "" : SpfTexts.printable(term),
                            SpfTexts.cut(outcome)));
        }
    }
}
