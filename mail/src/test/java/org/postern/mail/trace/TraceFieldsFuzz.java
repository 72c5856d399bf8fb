package org.postern.mail.trace;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.postern.mail.address.IpAddress;
import org.postern.mail.trace.Received.Source;

/// Any octets as a message. What they say of servers is read or counts as not said; and whatever a client writes below the
/// field of a server, or calls itself, that field says the same.
class TraceFieldsFuzz {
    private static final int MOST = 50;

    @FuzzTest(maxDuration = "10m")
    void everyAddressIsOne(byte[] octets) {
        for (Received field : TraceFields.read(ByteBuffer.wrap(octets), MOST)) {
            if (field.source() instanceof Source.Client(String address)
                    && !IpAddress.canonical(address, address.indexOf(':') >= 0)
                            .equals(Optional.of(address))) {
                throw new AssertionError("no address: " + address);
            }
        }
    }

    @FuzzTest(maxDuration = "10m")
    void whatAClientWritesChangesNoFieldAboveIt(byte[] octets) {
        String client = new String(octets, StandardCharsets.ISO_8859_1);
        String above =
                "Received: from "
                        + greeting(client)
                        + " (unknown [192.0.2.1])\r\n\tby mx.example (Postfix) with ESMTP id 1;"
                        + "\r\n\tSun, 22 Nov 2026 12:00:00 +0000\r\n";
        byte[] message = (above + "Subject: x\r\n" + client).getBytes(StandardCharsets.ISO_8859_1);
        List<Received> read = TraceFields.read(ByteBuffer.wrap(message), MOST);
        Received first = read.getFirst();
        if (!first.source().equals(new Source.Client("192.0.2.1"))
                || !first.by().equals("mx.example")
                || first.at().isEmpty()) {
            throw new AssertionError("forged: " + first);
        }
    }

    /// As a server takes it: printable, without blanks, and no more than a name is long.
    private static String greeting(String text) {
        var name = new StringBuilder();
        text.chars()
                .filter(c -> c > 0x20 && c < 0x7f)
                .limit(255)
                .forEach(c -> name.append((char) c));
        return name.isEmpty() ? "x" : name.toString();
    }
}
