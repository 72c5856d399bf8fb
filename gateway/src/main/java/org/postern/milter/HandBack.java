package org.postern.milter;

import org.postern.journey.Content;
import org.postern.journey.HandOver;
import org.postern.journey.Journey;
import org.postern.journey.MailId;
import org.postern.journey.NextHop;
import org.postern.journey.Shipment;

/// Delivery by which messages that go back to the server that asked about them carry a mark, so that they pass once.
/// Thread-safe.
///
/// @param delivery which does it
public record HandBack(Journey.Delivery delivery, PassMark mark) implements Journey.Delivery {
    @Override
    public HandOver handOver(NextHop nextHop, Shipment shipment, Content content)
            throws InterruptedException {
        if (shipment.judged().isEmpty()) {
            return delivery.handOver(nextHop, shipment, content);
        }
        MailId id = shipment.judged().get();
        String field = mark.field(id, shipment.envelope(), content);
        var marked =
                new Shipment(
                        shipment.envelope(),
                        shipment.trace() + field,
                        shipment.behalf(),
                        shipment.judged());
        return delivery.handOver(nextHop, marked, content);
    }
}
