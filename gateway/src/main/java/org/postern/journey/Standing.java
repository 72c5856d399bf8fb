package org.postern.journey;

import java.util.List;
import org.postern.mail.address.Address;

/// What is known of an address in one of our domains.
public sealed interface Standing {

    /// An answer that needs no more words.
    enum Certain implements Standing {
        /// It takes mail.
        KNOWN,
        /// Nobody is there.
        UNKNOWN
    }

    /// It stands for other addresses.
    ///
    /// @param targets at least one
    record Alias(List<Address> targets) implements Standing {
        public Alias {
            targets = List.copyOf(targets);
            if (targets.isEmpty()) {
                throw new IllegalArgumentException("an alias of nobody");
            }
        }
    }

    /// Nobody could say.
    record Unsure(String why) implements Standing {}
}
