package org.postern.journey;

import java.util.List;
import java.util.Optional;

/// A message at a door, before anything is known about its content but the way it says it took.
///
/// @param clock the waterfall, started when the transaction began
/// @param neighbour the mail server that hands it over, if the client did not
/// @param origin who brought it to the servers that are believed, where that is not the client
/// @param before what was learnt of the client before there was a message
public record Arrival(
        MailId id,
        Door door,
        Direction direction,
        Client client,
        Envelope envelope,
        Waterfall clock,
        Neighbour neighbour,
        Optional<Origin> origin,
        List<TestResult> before) {
    public Arrival {
        before = List.copyOf(before);
    }

    /// Of which nothing was read.
    public Arrival(
            MailId id,
            Door door,
            Direction direction,
            Client client,
            Envelope envelope,
            Waterfall clock,
            Neighbour neighbour) {
        this(id, door, direction, client, envelope, clock, neighbour, Optional.empty(), List.of());
    }

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

    /// The same with what its trace fields say.
    Arrival from(Optional<Origin> found, Direction way) {
        return new Arrival(id, door, way, client, envelope, clock, neighbour, found, before);
    }

    /// The same with what was learnt of the client before.
    public Arrival behind(List<TestResult> tests) {
        return new Arrival(id, door, direction, client, envelope, clock, neighbour, origin, tests);
    }
}
