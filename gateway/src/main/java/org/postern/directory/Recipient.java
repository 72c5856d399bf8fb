package org.postern.directory;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.postern.mail.address.Address;
import org.postern.mail.address.AddressParser;
import org.postern.mail.address.Parsed;

/// A user or an alias of a domain, as its list has it.
///
/// @param localPart in lower case
/// @param targets what an alias stands for; empty for a user
public record Recipient(String localPart, List<Address> targets) {
    /// What one alias may stand for.
    public static final int MOST_TARGETS = 100;

    public Recipient {
        localPart = localPart.toLowerCase(Locale.ROOT);
        targets = List.copyOf(targets);
        if (targets.size() > MOST_TARGETS) {
            throw new IllegalArgumentException(
                    "an alias of more than " + MOST_TARGETS + " addresses");
        }
    }

    /// An address with its recipient.
    public record Line(Address address, Recipient recipient) {}

    /// Reads `user@example.org`, or an alias: `user@example.org: other@example.org, third@example.net`.
    public static Line parse(String text) {
        int colon = text.indexOf(':');
        Address address = address(colon < 0 ? text : text.substring(0, colon));
        var targets = new ArrayList<Address>();
        if (colon >= 0) {
            for (String target : text.substring(colon + 1).split(",", -1)) {
                targets.add(address(target));
            }
        }
        return new Line(address, new Recipient(address.localPart(), targets));
    }

    private static Address address(String text) {
        String bare = text.strip();
        return switch (AddressParser.INTERNATIONAL.address(bare)) {
            case Parsed.Value<Address>(Address address) -> address;
            case Parsed.Failed<Address>(String why) ->
                    throw new IllegalArgumentException(bare + ": " + why);
        };
    }

    /// As it is read, the domain left out.
    @Override
    public String toString() {
        return targets.isEmpty()
                ? localPart
                : localPart
                        + ": "
                        + targets.stream().map(Address::toString).collect(Collectors.joining(", "));
    }
}
