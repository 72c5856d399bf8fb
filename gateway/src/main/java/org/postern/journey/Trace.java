package org.postern.journey;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import org.postern.mail.address.Address;

/// The trace field that each copy gets on its way out (RFC 5321 §4.4). It is written in front of the message; the octets
/// received stay as they are (promise 6).
public final class Trace {

    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("EEE, d MMM yyyy HH:mm:ss Z", Locale.ROOT)
                    .withZone(ZoneOffset.UTC);

    private final String node;

    /// @param node the name that this node gives itself in greetings
    public Trace(String node) {
        this.node = node;
    }

    /// Stands behind the node's name in our own trace fields, and says how the message came in; the loop test looks for it.
    public static String mark(Door door) {
        return switch (door) {
            case EDGE, REPLAY -> "(Postern)";
            case FILTER -> "(Postern filter)";
            case MILTER -> "(Postern milter)";
        };
    }

    /// The field in ASCII, folded, with its final CRLF. Whom a mail server has the message from that gives it to the
    /// filter is in the field of that server, so ours does not say it again.
    ///
    /// @param smtpUtf8 whether the transaction was one of RFC 6531
    public String received(
            MailId id,
            Door door,
            Client client,
            List<Address> recipients,
            boolean smtpUtf8,
            Instant at) {
        var field = new StringBuilder(256);
        field.append("Received: ");
        boolean direct = door != Door.FILTER;
        if (direct) {
            field.append("from ").append(printable(client.hello()));
            field.append(" (").append(literal(client.ip())).append(")\r\n\t");
        }
        field.append("by ").append(node).append(' ').append(mark(door));
        if (direct) {
            field.append(" with ").append(protocol(client, smtpUtf8));
        }
        field.append(" id ").append(id);
        if (recipients.size() == 1) {
            String recipient = recipients.getFirst().toString();
            if (recipient.chars().allMatch(c -> c > 0x20 && c < 0x7f)) {
                field.append("\r\n\tfor <").append(recipient).append('>');
            }
        }
        field.append(";\r\n\t").append(date(at)).append("\r\n");
        return field.toString();
    }

    /// A field with the names of the tests of the client that shall be seen in the mail; nothing where there are none.
    public static String tags(Evidence evidence) {
        List<Finding> tags = evidence.findings(Finding.Kind.TAG);
        return tags.isEmpty()
                ? ""
                : "X-Postern-Client-Tests: "
                        + String.join(
                                ",\r\n\t", tags.stream().map(Finding::name).distinct().toList())
                        + "\r\n";
    }

    /// The registered names (RFC 5321 §4.4, RFC 3848, RFC 6531 §4.3); there is none for HELO with TLS. The login
    /// itself is not told.
    private static String protocol(Client client, boolean smtpUtf8) {
        if (!client.extended()) {
            return "SMTP";
        }
        String name = smtpUtf8 ? "UTF8SMTP" : "ESMTP";
        String protocol = client.tls().isPresent() ? name + "S" : name;
        return client.login().isPresent() ? protocol + "A" : protocol;
    }

    private static String date(Instant at) {
        return DATE.format(at);
    }

    private static String literal(String ip) {
        return ip.indexOf(':') >= 0 ? "[IPv6:" + ip + "]" : "[" + ip + "]";
    }

    /// What the peer says of itself may not end a field, open a comment or hide (CR, LF, NUL, 8-bit, parentheses).
    private static String printable(String hello) {
        var text = new StringBuilder(hello.length());
        for (int i = 0; i < hello.length() && i < 255; i++) {
            char c = hello.charAt(i);
            boolean plain = c > 0x20 && c < 0x7f && "()\\\"<>;,".indexOf(c) < 0;
            text.append(plain ? c : '?');
        }
        return text.isEmpty() ? "unknown" : text.toString();
    }
}
