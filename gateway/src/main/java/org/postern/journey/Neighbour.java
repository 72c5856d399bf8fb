package org.postern.journey;

import java.util.Optional;

/// The mail server beside us that hands a message over to be looked at: by the filter, or by the milter.
///
/// @param queueId under which it knows the message, empty where it has none or does not say
/// @param mayRefuse whether a refusal reaches the client inside its dialogue; behind a queue it does not, and the server
///     would write a bounce to whoever the sender is said to be
public record Neighbour(Optional<String> queueId, boolean mayRefuse) {

    /// Nobody stands between the client and us.
    public static final Neighbour NONE = new Neighbour(Optional.empty(), true);
}
