package org.postern.dns;

import java.time.Duration;
import org.postern.mail.address.Domain;

/// Finds the mail exchangers of a domain. Thread-safe.
@FunctionalInterface
public interface MxLookup {
    /// @param limit longest wait; no answer by then is [MxAnswer.Unknown]
    MxAnswer exchangers(Domain.Name domain, Duration limit) throws InterruptedException;
}
