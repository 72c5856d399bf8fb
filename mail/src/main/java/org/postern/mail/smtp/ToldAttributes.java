package org.postern.mail.smtp;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/// What a server in front says of the client behind it, in the one form that Postfix's XCLIENT and XFORWARD share:
/// `NAME=value ...`, values in xtext.
///
/// @param told attributes in upper case with one character for each octet; empty where the value is said to be unknown
record ToldAttributes(Map<String, String> told) {
    private static final Set<String> UNKNOWN = Set.of("[UNAVAILABLE]", "[TEMPUNAVAIL]");

    ToldAttributes {
        told = Map.copyOf(told);
    }

    /// Reads what stands behind the verb; empty where it is wrong in any way.
    ///
    /// @param known the attributes there are
    static Optional<ToldAttributes> parse(String rest, Set<String> known) {
        var told = new HashMap<String, String>();
        for (String each : rest.split(" ", -1)) {
            int equals = each.indexOf('=');
            String name = equals < 0 ? "" : each.substring(0, equals).toUpperCase(Locale.ROOT);
            Optional<String> value = Xtext.decodeOctets(each.substring(equals + 1));
            if (!known.contains(name)
                    || value.isEmpty()
                    || told.put(name, meant(value.get())) != null) {
                return Optional.empty();
            }
        }
        return Optional.of(new ToldAttributes(told));
    }

    private static String meant(String value) {
        return UNKNOWN.contains(value.toUpperCase(Locale.ROOT)) ? "" : value;
    }

    /// The value, or nothing where it was not told.
    String text(String name) {
        return told.getOrDefault(name, "");
    }

    /// The address in its canonical form, or nothing where it was not told or is none.
    String address() {
        String text = text("ADDR");
        boolean version6 = text.regionMatches(true, 0, "IPV6:", 0, 5);
        return ProxyReader.address(version6 ? text.substring(5) : text, version6);
    }

    OptionalInt port() {
        return ProxyReader.port(text("PORT"));
    }

    /// Whether address and port are what they should be, where they were told.
    boolean hasSoundAddress() {
        return address().isEmpty() == text("ADDR").isEmpty()
                && port().isEmpty() == text("PORT").isEmpty();
    }
}
