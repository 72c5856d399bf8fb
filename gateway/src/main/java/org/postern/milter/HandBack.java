package org.postern.milter;

import org.postern.journey.Content;
import org.postern.journey.Door;
import org.postern.journey.HandOver;
import org.postern.journey.Journey;
import org.postern.journey.MailId;
import org.postern.journey.NextHop;
import org.postern.journey.Shipment;
import org.postern.journey.Trace;
import org.postern.mail.smtp.Reply;

/// Delivery by which messages that go back to the server that asked about them pass once. A listener that asks nobody gets
/// them as they are: a mark would go on to the recipients. One that asks us again hears from us that a mark is wanted, and
/// gets the message once more with it; the mark ends there. Thread-safe.
///
/// @param delivery which does it
public record HandBack(Journey.Delivery delivery, PassMark mark) implements Journey.Delivery {
    /// What comes back without a mark is told so, in words that nobody else has.
    static final Reply WANTED =
            Reply.of(
                    554,
                    "5.4.6",
                    "Passed this milter before, and wants " + PassMark.NAME + " to pass again");

    @Override
    public HandOver handOver(NextHop nextHop, Shipment shipment, Content content)
            throws InterruptedException {
        HandOver bare = delivery.handOver(nextHop, shipment, content);
        if (shipment.judged().isEmpty() || !isWanted(bare)) {
            return bare;
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

    /// Servers put their own words before the text or behind it, not into it.
    private static boolean isWanted(HandOver done) {
        return done instanceof HandOver.Declined(Reply reply, _, _)
                && reply.isPermanent()
                && reply.lines().stream().anyMatch(it -> it.contains(WANTED.lines().getFirst()));
    }

    /// Whether a message is one that we give back ourselves: it comes from a client with the name that our newest trace
    /// field has. Strangers who write such a field are refused, and nothing more.
    static boolean isBack(String newestTrace, String hello) {
        return newestTrace
                .replaceAll("[ \t\r\n]+", " ")
                .contains(" by " + hello + " " + Trace.mark(Door.MILTER) + " ");
    }
}
