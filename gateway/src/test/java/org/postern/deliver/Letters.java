package org.postern.deliver;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.postern.journey.Content;
import org.postern.journey.Envelope;
import org.postern.journey.Shipment;
import org.postern.mail.address.Address;
import org.postern.mail.address.Domain;
import org.postern.mail.address.ReversePath;
import org.postern.settings.Settings;

/// Messages and settings for tests of delivery.
final class Letters {
    static final Address ANN = address("ann");
    static final Address BEN = address("ben");
    static final Address CAT = address("cat");
    static final String TRACE = "Received: from client (192.0.2.1)\r\n\tby node.example\r\n";
    static final String HELLO = "Subject: hello\r\n\r\nHello\r\n";

    private Letters() {}

    static Address address(String name) {
        return new Address(name, new Domain.Name("a.example"));
    }

    static Envelope to(Address... recipients) {
        var sender = new Address("sender", new Domain.Name("b.example"));
        return new Envelope(new ReversePath.Mailbox(sender), List.of(recipients), false);
    }

    static Shipment shipped(Envelope envelope) {
        return new Shipment(envelope, TRACE);
    }

    static byte[] octets(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    static Content content(String text) {
        return new Memory(ByteBuffer.wrap(octets(text)).asReadOnlyBuffer());
    }

    /// Small limits, so that waiting for them is short.
    static DeliverSettings settings(Map<String, String> changes) {
        var values = new HashMap<String, String>();
        values.put("deliver.tls", "none");
        values.put("deliver.pause", "0s");
        values.putAll(changes);
        return DeliverSettings.from(Settings.of(values));
    }

    private record Memory(ByteBuffer all) implements Content {
        @Override
        public long size() {
            return all.remaining();
        }

        @Override
        public ByteBuffer octets() {
            return all.duplicate();
        }

        @Override
        public byte[] sha256() {
            throw new UnsupportedOperationException("delivery needs no digest");
        }

        @Override
        public void close() {}
    }
}
