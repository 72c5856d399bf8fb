package org.postern.journal;

import org.postern.mail.address.Address;
import org.postern.mail.address.AddressParser;
import org.postern.mail.address.ReversePath;

/// Addresses as records have them: the canonical form, and `<>` for the null reverse path.
final class Addresses {
    static final String NULL = "<>";

    private Addresses() {}

    static String print(ReversePath path) {
        return switch (path) {
            case ReversePath.Null _ -> NULL;
            case ReversePath.Mailbox(Address address) -> address.toString();
        };
    }

    /// @throws IllegalArgumentException if it is no path
    static ReversePath reversePath(String text) {
        return text.equals(NULL) ? ReversePath.Null.NULL : new ReversePath.Mailbox(read(text));
    }

    /// @throws IllegalArgumentException if it is no address
    static Address read(String text) {
        return AddressParser.INTERNATIONAL.address(text).orThrow();
    }
}
