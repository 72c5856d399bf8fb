package org.postern.dns;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Optional;
import org.postern.mail.dns.DnsName;
import org.xbill.DNS.Name;

/// Names of ours and of the library.
final class Names {
    private Names() {}

    /// A name that came with an answer; empty if it is none of ours. The DNS carries any octets in a name (RFC 2181 §11),
    /// and this one goes into logs.
    static Optional<DnsName> of(Name name) {
        var text = new StringBuilder();
        // The last label is the root's.
        for (int i = 0; i < name.labels() - 1; i++) {
            byte[] label = name.getLabel(i);
            if (i > 0) {
                text.append('.');
            }
            // Its first octet is its length.
            for (int j = 1; j < label.length; j++) {
                char c = (char) (label[j] & 0xff);
                if (c == '.' || c == ' ') {
                    return Optional.empty();
                }
                text.append(c);
            }
        }
        return text.isEmpty() ? Optional.of(DnsName.ROOT) : DnsName.of(text.toString());
    }

    static Name of(DnsName name) {
        var wire = new ByteArrayOutputStream();
        if (!name.equals(DnsName.ROOT)) {
            for (String label : name.text().split("\\.", -1)) {
                wire.write(label.length());
                wire.writeBytes(label.getBytes(US_ASCII));
            }
        }
        wire.write(0);
        try {
            return new Name(wire.toByteArray());
        } catch (IOException e) {
            throw new IllegalStateException(name + " does not fit on the wire", e);
        }
    }
}
