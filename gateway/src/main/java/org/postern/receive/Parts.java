package org.postern.receive;

import java.time.InstantSource;
import java.util.Optional;

/// What the edge is put together from.
///
/// @param name what the node calls itself in greetings
/// @param tls what TLS is offered with, empty where it is not
public record Parts(
        String name,
        Optional<TlsMaterial> tls,
        Recipients recipients,
        ClientCheck clients,
        Onward onward,
        ContentSpool spool,
        Watcher watcher,
        InstantSource clock) {}
