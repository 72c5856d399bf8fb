package org.postern.dns;

import java.util.List;

/// What the DNS says of the mail exchangers of a domain.
public sealed interface MxAnswer {

    /// There are some.
    ///
    /// @param exchangers at least one, the lowest preference first
    record Found(List<Exchanger> exchangers) implements MxAnswer {
        public Found {
            exchangers = List.copyOf(exchangers);
            if (exchangers.isEmpty()) {
                throw new IllegalArgumentException("found nothing");
            }
        }
    }

    /// There are none, for certain.
    enum Nothing implements MxAnswer {
        /// The domain has no such record; its own address takes the mail (RFC 5321 §5.1).
        NO_RECORD,
        /// The domain takes no mail (RFC 7505).
        NULL_MX,
        /// There is no such domain.
        NO_DOMAIN
    }

    /// It is not known: no answer in time, or a broken one.
    record Unknown(String why) implements MxAnswer {}

    /// A host that takes mail.
    ///
    /// @param host a name, without a final dot
    record Exchanger(String host, int preference) {}
}
