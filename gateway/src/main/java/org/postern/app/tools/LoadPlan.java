package org.postern.app.tools;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import org.postern.mail.address.Address;
import org.postern.mail.address.ReversePath;
import org.postern.settings.ByteSize;

/// What load to put on a server. It ends after the messages or after the time, whatever comes first.
///
/// @param sessions connections at a time
/// @param messages messages to send, all sessions together
/// @param atMost longest time to begin messages in
/// @param perSecond messages to begin in a second, all sessions together; empty is as fast as replies come
/// @param size octets of each message, header and all
/// @param reuse many messages through one connection, else a new connection for each
/// @param pipelining use it where it is offered
/// @param patience longest wait for one reply
public record LoadPlan(
        InetSocketAddress server,
        int sessions,
        long messages,
        Duration atMost,
        Optional<Double> perSecond,
        ByteSize size,
        boolean reuse,
        boolean pipelining,
        ReversePath sender,
        Address recipient,
        Duration patience) {
    public LoadPlan {
        if (sessions < 1 || sessions > 10_000 || messages < 1) {
            throw new IllegalArgumentException(
                    "from 1 to 10000 sessions, and at least one message");
        }
        if (size.octets() < LoadMessage.LEAST || size.octets() > 1 << 30) {
            throw new IllegalArgumentException(
                    "a message has from " + LoadMessage.LEAST + "B to 1GiB");
        }
    }
}
