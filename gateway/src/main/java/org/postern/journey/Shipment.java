package org.postern.journey;

import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.OptionalInt;
import org.postern.mail.smtp.Xforward;

/// What a next hop is told of a message beside its content.
///
/// @param trace whole fields that are written in front of the content
/// @param behalf whom the message is from, where the next hop is the server that knows it; a next hop with XFORWARD
///     is told of it
/// @param judged the message that this is a copy of, where the next hop is the server that asked us about it by milter: it
///     may ask again, and shall hear that somebody has decided
public record Shipment(
        Envelope envelope, String trace, Optional<Xforward> behalf, Optional<MailId> judged) {
    public Shipment(Envelope envelope, String trace) {
        this(envelope, trace, Optional.empty());
    }

    public Shipment(Envelope envelope, String trace, Optional<Xforward> behalf) {
        this(envelope, trace, behalf, Optional.empty());
    }

    /// Of a message that came in through a door.
    public static Shipment of(
            Envelope envelope, String trace, Optional<Xforward> behalf, Door door, MailId id) {
        return new Shipment(
                envelope, trace, behalf, door == Door.MILTER ? Optional.of(id) : Optional.empty());
    }

    /// For whom we speak, with mail that goes back to the server it came from: as that server told it, word by word, since
    /// its log and its rules go on with the same words. Where it said nothing it is told what we saw.
    public static Optional<Xforward> behalf(Door door, Client client, Neighbour neighbour) {
        if (door != Door.FILTER) {
            return Optional.empty();
        }
        Xforward told = neighbour.told();
        return Optional.of(told.equals(Xforward.NOTHING) ? seen(client) : told);
    }

    private static Xforward seen(Client client) {
        InetSocketAddress from = client.address();
        return new Xforward(
                "",
                client.ip(),
                from.getPort() == 0 ? OptionalInt.empty() : OptionalInt.of(from.getPort()),
                client.extended() ? "ESMTP" : "SMTP",
                client.hello(),
                "",
                from.getAddress().isLoopbackAddress() ? "LOCAL" : "REMOTE");
    }
}
