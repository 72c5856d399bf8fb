package org.postern.journey;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Optional;
import org.postern.journey.Journey.Trust;
import org.postern.mail.trace.Received;
import org.postern.mail.trace.Received.Source;
import org.postern.mail.trace.TraceFields;

/// Goes down the trace fields of a message from the client on, field by field, for as long as who wrote them is believed.
/// Each of them was written by the server that the field above has the message from, so the first field of a client that is
/// nobody of ours ends the way: whatever stands below it a stranger wrote.
final class Origins {
    /// Fields that are read; no honest way is longer.
    private static final int MAX_HOPS = 30;

    private final Trust trust;

    Origins(Trust trust) {
        this.trust = trust;
    }

    /// The arrival with its origin, where it has another than its client.
    Arrival of(Arrival arrival, Content content) {
        Client client = arrival.client();
        InetAddress from = client.address().getAddress();
        if (client.login().isPresent() || !trust.believes(from)) {
            return arrival;
        }
        Optional<Origin> origin = origin(from, content);
        boolean stranger = origin.map(it -> !it.loggedIn()).orElse(false);
        // Who may send to others because of where it stands sends what it likes; only what it
        // brings
        // us from outside is not mail among ourselves.
        boolean brought =
                stranger && arrival.direction() == Direction.INTERNAL && trust.bringsMail(from);
        return arrival.from(origin, brought ? Direction.INBOUND : arrival.direction());
    }

    private Optional<Origin> origin(InetAddress client, Content content) {
        var through = new ArrayList<InetAddress>();
        through.add(client);
        for (Received field : TraceFields.read(content.octets(), MAX_HOPS)) {
            switch (field.source()) {
                case Source.Client(String text) -> {
                    InetAddress address = InetAddress.ofLiteral(text);
                    if (!address.isLoopbackAddress() && !trust.believes(address)) {
                        return Optional.of(new Origin(address, field.isLoggedIn(), through));
                    }
                    // A person's program, which writes what the person likes.
                    if (field.isLoggedIn()) {
                        return Optional.empty();
                    }
                    if (!address.isLoopbackAddress() && !through.contains(address)) {
                        through.add(address);
                    }
                }
                case Source.Other.ITSELF -> {}
                case Source.Other.UNSAID -> {
                    return Optional.empty();
                }
            }
        }
        return Optional.empty();
    }
}
