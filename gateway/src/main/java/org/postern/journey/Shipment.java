package org.postern.journey;

import java.util.Optional;

/// What a next hop is told of a message beside its content.
///
/// @param trace whole fields that are written in front of the content
/// @param behalf the client for whom we speak, where the next hop is the server that knows it; a next hop with XFORWARD
///     is told of it
public record Shipment(Envelope envelope, String trace, Optional<Client> behalf) {
    public Shipment(Envelope envelope, String trace) {
        this(envelope, trace, Optional.empty());
    }

    /// The client to speak for, which is that of mail that goes back to the server it came from.
    public static Optional<Client> behalf(Door door, Client client) {
        return door == Door.FILTER ? Optional.of(client) : Optional.empty();
    }
}
