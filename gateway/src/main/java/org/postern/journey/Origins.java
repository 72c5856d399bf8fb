package org.postern.journey;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
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
        Way way = way(from, content);
        boolean stranger = way.origin().map(it -> !it.loggedIn()).orElse(way.lost());
        // Who may send to others because of where it stands sends what it likes. What it brings us
        // from outside, or from nobody knows where, is not mail among ourselves.
        boolean brought =
                stranger && arrival.direction() == Direction.INTERNAL && trust.bringsMail(from);
        return arrival.from(way.origin(), brought ? Direction.INBOUND : arrival.direction());
    }

    /// How far fields were believed.
    ///
    /// @param lost whether it is not known where the message comes from; else it is from `origin`, or from ourselves
    private record Way(Optional<Origin> origin, boolean lost) {
        static final Way OURS = new Way(Optional.empty(), false);
        static final Way LOST = new Way(Optional.empty(), true);
    }

    private Way way(InetAddress client, Content content) {
        var through = new ArrayList<InetAddress>();
        through.add(client);
        List<Received> fields = TraceFields.read(content.octets(), MAX_HOPS);
        for (Received field : fields) {
            switch (field.source()) {
                case Source.Client(String text) -> {
                    InetAddress address = InetAddress.ofLiteral(text);
                    if (!address.isLoopbackAddress() && !trust.believes(address)) {
                        var origin = new Origin(address, field.isLoggedIn(), through);
                        return new Way(Optional.of(origin), false);
                    }
                    // A person's program, which writes what the person likes.
                    if (field.isLoggedIn()) {
                        return Way.OURS;
                    }
                    if (!address.isLoopbackAddress() && !through.contains(address)) {
                        through.add(address);
                    }
                }
                case Source.Other.ITSELF -> {}
                case Source.Other.UNSAID -> {
                    return Way.LOST;
                }
            }
        }
        return fields.isEmpty() || fields.size() == MAX_HOPS ? Way.LOST : Way.OURS;
    }
}
