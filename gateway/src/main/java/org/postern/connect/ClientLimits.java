package org.postern.connect;

/// How much of the gateway clients may have. All are finite.
///
/// @param connections connections at one time, of all clients together
/// @param connectionsPerClient connections at one time of one client
/// @param connectionsPerMinute new connections of one client in a minute
/// @param messagesPerMinute messages of one client in a minute
/// @param unknownRecipients unknown recipients of one client, while they are as many as those known, before it is sent
///     away for a while
public record ClientLimits(
        int connections,
        int connectionsPerClient,
        int connectionsPerMinute,
        int messagesPerMinute,
        int unknownRecipients) {
    public ClientLimits {
        if (connections < 1
                || connectionsPerClient < 1
                || connectionsPerMinute < 1
                || messagesPerMinute < 1
                || unknownRecipients < 1) {
            throw new IllegalArgumentException("a limit below one lets nobody in");
        }
    }

    /// The same limits with fewer connections altogether.
    public ClientLimits atMost(int most) {
        return new ClientLimits(
                Math.clamp(most, 1, connections),
                connectionsPerClient,
                connectionsPerMinute,
                messagesPerMinute,
                unknownRecipients);
    }
}
