package org.postern.mail.dns;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.postern.mail.dns.DnsAnswer.Failed;
import org.postern.mail.dns.DnsAnswer.Found;
import org.postern.mail.dns.DnsAnswer.Nothing;

/// A part of the DNS in memory, as a zone file has it: for trying out, for tests, and for judging again with the answers of
/// a former time. Aliases are followed and wildcards stand in for names that are not there (RFC 4592). Names may be
/// written down as failing. Immutable.
public final class Zone implements DnsLookup {
    /// Aliases that are followed in a row.
    static final int MOST_ALIASES = 8;

    /// How long answers hold for which nobody said so.
    static final Duration KEPT = Duration.ofMinutes(5);

    /// What is known of one name.
    ///
    /// @param alias the name that has the records
    /// @param rest what is said of types for which there is nothing else
    record Node(
            Map<DnsType, DnsAnswer> answers, @Nullable DnsName alias, @Nullable DnsAnswer rest) {}

    private final NavigableMap<DnsName, Node> nodes;

    /// Names that exist because there are some below them.
    private final Set<DnsName> inner = new HashSet<>();

    private final DnsAnswer elsewhere;

    private Zone(NavigableMap<DnsName, Node> nodes, DnsAnswer elsewhere) {
        this.nodes = nodes;
        this.elsewhere = elsewhere;
        for (DnsName name : nodes.keySet()) {
            Optional<DnsName> above = name.parent();
            while (above.isPresent() && inner.add(above.get())) {
                above = above.get().parent();
            }
        }
    }

    @Override
    public DnsAnswer lookup(DnsQuestion question) {
        DnsName name = question.name();
        for (int aliases = 0; aliases <= MOST_ALIASES; aliases++) {
            Node node = nodes.get(name);
            if (node == null && inner.contains(name)) {
                return nothing(true);
            }
            if (node == null) {
                node = wildcard(name);
            }
            if (node == null) {
                return elsewhere;
            }
            DnsAnswer answer = node.answers.get(question.type());
            if (answer != null) {
                return answer;
            }
            if (node.alias == null) {
                return node.rest == null ? nothing(true) : node.rest;
            }
            name = node.alias;
        }
        return new Failed(DnsFailure.MALFORMED, "more than " + MOST_ALIASES + " aliases in a row");
    }

    /// The wildcard of the nearest name above that exists, if it has one.
    private @Nullable Node wildcard(DnsName name) {
        Optional<DnsName> above = name.parent();
        while (above.isPresent()) {
            DnsName encloser = above.get();
            if (inner.contains(encloser) || nodes.containsKey(encloser)) {
                return new DnsName("*").below(encloser).map(nodes::get).orElse(null);
            }
            above = encloser.parent();
        }
        return null;
    }

    /// How many names it has.
    public int size() {
        return nodes.size();
    }

    /// A zone file of the same content.
    @Override
    public String toString() {
        return ZoneText.print(nodes, elsewhere);
    }

    static Nothing nothing(boolean domain) {
        return new Nothing(domain, Dnssec.INSECURE, KEPT);
    }

    /// Collects what a zone has.
    public static final class Builder {
        private final NavigableMap<DnsName, Node> nodes = new TreeMap<>();
        private DnsAnswer elsewhere = nothing(false);

        public Builder() {}

        /// Adds a record to those that the name has. The first says how long all of its kind hold, and how safe they are.
        public Builder record(DnsName name, DnsRecord record, Dnssec dnssec, Duration kept) {
            Map<DnsType, DnsAnswer> answers = node(name).answers;
            if (answers.get(record.type()) instanceof Found before) {
                var all = new ArrayList<DnsRecord>(before.records());
                all.add(record);
                answers.put(record.type(), new Found(all, before.dnssec(), before.kept()));
            } else {
                answers.put(record.type(), new Found(List.of(record), dnssec, kept));
            }
            return this;
        }

        public Builder record(DnsName name, DnsRecord record) {
            return record(name, record, Dnssec.INSECURE, KEPT);
        }

        /// Says what a question is answered, in place of what was said before.
        public Builder answer(DnsQuestion question, DnsAnswer answer) {
            if (answer instanceof Found(var records, _, _)
                    && records.getFirst().type() != question.type()) {
                throw new IllegalArgumentException("an answer of another kind");
            }
            node(question.name()).answers.put(question.type(), answer);
            return this;
        }

        /// Says what is answered for all kinds of records that the name has not.
        public Builder rest(DnsName name, DnsAnswer answer) {
            if (answer instanceof Found) {
                throw new IllegalArgumentException("records are of one kind");
            }
            Node before = node(name);
            nodes.put(name, new Node(before.answers, before.alias, answer));
            return this;
        }

        /// Makes a name another name of one that has records.
        public Builder alias(DnsName name, DnsName target) {
            Node before = node(name);
            nodes.put(name, new Node(before.answers, target, before.rest));
            return this;
        }

        /// Names that are not here are not known, in place of not being there.
        public Builder elsewhere(DnsFailure cause, String why) {
            elsewhere = new Failed(cause, why);
            return this;
        }

        private Node node(DnsName name) {
            return nodes.computeIfAbsent(
                    name, _ -> new Node(new EnumMap<>(DnsType.class), null, null));
        }

        public Zone build() {
            var copy = new TreeMap<DnsName, Node>();
            nodes.forEach((name, it) ->
                    copy.put(name, new Node(Map.copyOf(it.answers), it.alias, it.rest)));
            return new Zone(copy, elsewhere);
        }
    }
}
