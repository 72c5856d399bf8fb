package org.postern.recipients;

import org.postern.mail.address.Address;

/// Somebody else who knows which addresses exist. Thread-safe.
@FunctionalInterface
public interface Source {
    /// Asks; waits a few seconds at most, on the thread that asks.
    Answer ask(Address address) throws InterruptedException;

    /// Whom it would ask of an address now. What somebody else said before is not remembered for it.
    default String whom(Address address) {
        return "";
    }
}
