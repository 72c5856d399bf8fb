package org.postern.mail.delegation;

import java.util.Map;
import java.util.Optional;

/// What a mail server asks.
public sealed interface Question {

    /// Whether a client may do what it is about to do, as Postfix asks before each command that
    /// `check_policy_service` stands at.
    ///
    /// Sources: Postfix's SMTPD_POLICY_README and smtpd_check.c.
    ///
    /// @param attributes what is known so far by name; those that Postfix has no value for yet are empty texts
    record Access(Map<String, String> attributes) implements Question {
        public Access {
            attributes = Map.copyOf(attributes);
        }

        /// The value of an attribute, unless the server does not know it, or does not know it yet.
        public Optional<String> attribute(String name) {
            return Optional.ofNullable(attributes.get(name)).filter(value -> !value.isEmpty());
        }
    }

    /// What a key stands for in a map, as Sendmail asks a socket map.
    ///
    /// Sources: Sendmail's cf/README and its `map.c`; Postfix's socketmap_table(5).
    ///
    /// @param map the map's name, without blanks
    /// @param key as it stands in the request, blanks included
    record Lookup(String map, String key) implements Question {}
}
