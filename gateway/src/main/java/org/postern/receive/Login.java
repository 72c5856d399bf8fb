package org.postern.receive;

import java.util.Locale;
import java.util.Set;
import org.postern.mail.address.Address;

/// Somebody who may send through us.
///
/// @param name lower case
/// @param senders what it may send as, lower case: addresses such as `ann@example.org`, or all of a domain: `@example.org`
/// @param mark another one whenever the login was changed; empty where nobody knows of changes
public record Login(String name, Set<String> senders, String mark) {
    public Login {
        senders = Set.copyOf(senders);
    }

    /// Of whose changes nobody knows.
    public Login(String name, Set<String> senders) {
        this(name, senders, "");
    }

    /// Whether an address is one of its own.
    public boolean maySendAs(Address address) {
        return senders.contains(address.toString().toLowerCase(Locale.ROOT))
                || senders.contains("@" + address.domain().text());
    }
}
