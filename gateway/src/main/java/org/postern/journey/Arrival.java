package org.postern.journey;

/// A message at a door, before anything is known about its content.
///
/// @param clock the waterfall, started when the transaction began
public record Arrival(
        MailId id,
        Door door,
        Direction direction,
        Client client,
        Envelope envelope,
        Waterfall clock) {}
