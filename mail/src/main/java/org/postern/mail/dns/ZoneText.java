package org.postern.mail.dns;

import java.time.Duration;
import java.util.Locale;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.postern.mail.dns.DnsAnswer.Failed;
import org.postern.mail.dns.DnsAnswer.Found;
import org.postern.mail.dns.DnsAnswer.Nothing;

/// Writes zone files; [ZoneReader] reads them.
final class ZoneText {
    /// Octets of one string of a text record.
    private static final int MAX_STRING = 255;

    private Dnssec state = Dnssec.INSECURE;
    private final StringBuilder text = new StringBuilder();

    private ZoneText() {}

    static String print(NavigableMap<DnsName, Zone.Node> nodes, DnsAnswer elsewhere) {
        var zone = new ZoneText();
        if (elsewhere instanceof Failed failed) {
            zone.text.append("$ELSEWHERE ").append(fault(failed)).append('\n');
        }
        nodes.forEach(zone::node);
        return zone.text.toString();
    }

    private void node(DnsName name, Zone.Node node) {
        String owner = escaped(name);
        if (node.alias() != null) {
            line(owner, Zone.KEPT, "CNAME " + escaped(node.alias()));
        }
        new TreeMap<>(node.answers()).forEach((type, answer) -> answer(owner, " " + type, answer));
        if (node.rest() != null) {
            answer(owner, "", node.rest());
        }
    }

    private void answer(String owner, String type, DnsAnswer answer) {
        switch (answer) {
            case Found(var records, var dnssec, var kept) -> {
                say(dnssec);
                records.forEach(it -> line(owner, kept, it.type() + " " + data(it)));
            }
            case Nothing(var domain, var dnssec, var kept) -> {
                say(dnssec);
                line(owner, kept, (domain ? "NONE" : "NXDOMAIN") + type);
            }
            case Failed failed -> line(owner, Zone.KEPT, "FAIL" + type + " " + fault(failed));
        }
    }

    private void say(Dnssec dnssec) {
        if (dnssec != state) {
            state = dnssec;
            text.append("$DNSSEC ").append(dnssec.name().toLowerCase(Locale.ROOT)).append('\n');
        }
    }

    private void line(String owner, Duration kept, String what) {
        text.append(owner)
                .append(' ')
                .append(kept.toSeconds())
                .append(" IN ")
                .append(what)
                .append('\n');
    }

    private static String fault(Failed failed) {
        String cause = failed.cause().name().toLowerCase(Locale.ROOT).replace('_', '-');
        return failed.why().isEmpty() ? cause : cause + " " + quoted(failed.why());
    }

    private static String data(DnsRecord record) {
        return switch (record) {
            case DnsRecord.Address(var address) -> address.toString();
            case DnsRecord.Exchanger(var preference, var host) -> preference + " " + escaped(host);
            case DnsRecord.Pointer(var host) -> escaped(host);
            case DnsRecord.Text(var octets) -> quoted(octets);
        };
    }

    /// Strings in quotes, as many as the octets need.
    static String quoted(String octets) {
        var text = new StringBuilder(octets.length() + 2).append('"');
        for (int i = 0; i < octets.length(); i++) {
            if (i > 0 && i % MAX_STRING == 0) {
                text.append("\" \"");
            }
            char c = octets.charAt(i);
            if (c == '"' || c == '\\') {
                text.append('\\').append(c);
            } else if (c >= ' ' && c <= '~') {
                text.append(c);
            } else {
                octet(text, c);
            }
        }
        return text.append('"').toString();
    }

    /// With a final dot, and nothing in it that means something else in a zone file.
    static String escaped(DnsName name) {
        String plain = name.text();
        var text = new StringBuilder(plain.length() + 1);
        for (int i = 0; i < plain.length(); i++) {
            char c = plain.charAt(i);
            if (c == ' ' || "\"\\;()@$".indexOf(c) >= 0) {
                octet(text, c);
            } else {
                text.append(c);
            }
        }
        return text.append('.').toString();
    }

    private static void octet(StringBuilder text, char c) {
        text.append('\\')
                .append((char) ('0' + c / 100 % 10))
                .append((char) ('0' + c / 10 % 10))
                .append((char) ('0' + c % 10));
    }
}
