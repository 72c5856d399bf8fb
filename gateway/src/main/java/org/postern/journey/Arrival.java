package org.postern.journey;

/// A message at a door, before anything is known about its content.
///
/// @param clock the waterfall, started when the transaction began
/// @param neighbour the mail server that hands it over, if the client did not
public record Arrival(
        MailId id,
        Door door,
        Direction direction,
        Client client,
        Envelope envelope,
        Waterfall clock,
        Neighbour neighbour) {

    /// From the client itself.
    public Arrival(
            MailId id,
            Door door,
            Direction direction,
            Client client,
            Envelope envelope,
            Waterfall clock) {
        this(id, door, direction, client, envelope, clock, Neighbour.NONE);
    }
}
