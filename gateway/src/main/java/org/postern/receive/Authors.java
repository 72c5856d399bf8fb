package org.postern.receive;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.postern.mail.address.AddressList;
import org.postern.mail.address.AddressParser;
import org.postern.mail.mime.Header;
import org.postern.mail.mime.HeaderField;
import org.postern.mail.mime.MimeLimits;
import org.postern.mail.mime.StructureReader;

/// Whom a message says that it is from: its readers see that, and not the envelope.
final class Authors {
    private Authors() {}

    /// Whether From, and Sender where there is one, name nobody but the login. A message without From, with two of them, or
    /// with one that cannot be read to its end is not the login's: nobody can say whose it is.
    static boolean areOf(Login login, ByteBuffer message) {
        Header header = StructureReader.read(header(message), MimeLimits.DEFAULT).root().header();
        List<HeaderField> from = header.all("From");
        List<HeaderField> sender = header.all("Sender");
        return from.size() == 1
                && sender.size() <= 1
                && isOf(login, from.getFirst())
                && sender.stream().allMatch(it -> isOf(login, it));
    }

    private static boolean isOf(Login login, HeaderField field) {
        byte[] octets = field.unfolded().getBytes(StandardCharsets.ISO_8859_1);
        AddressList list =
                AddressParser.INTERNATIONAL.list(new String(octets, StandardCharsets.UTF_8));
        return list.problems().isEmpty()
                && !list.addresses().isEmpty()
                && list.addresses().stream().allMatch(it -> login.maySendAs(it.address()));
    }

    /// The message up to its first empty line, as far as a header may go: its body would only take time.
    private static ByteBuffer header(ByteBuffer message) {
        int from = message.position();
        int end = Math.min(message.limit(), from + MimeLimits.DEFAULT.headerOctets());
        int newLines = 0;
        for (int i = from; i < end; i++) {
            byte octet = message.get(i);
            if (octet == '\n' && ++newLines == 2) {
                return message.slice(from, i + 1 - from);
            }
            if (octet != '\n' && octet != '\r') {
                newLines = 0;
            }
        }
        return message.slice(from, end - from);
    }
}
