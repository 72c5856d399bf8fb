package org.postern.blocklist.local;

import java.util.Optional;
import org.postern.mail.address.IpPrefix;
import org.postern.mail.dns.DnsName;

/// Which clients an entry is about.
public sealed interface Clients {
    /// Those with an address that begins so.
    record Net(IpPrefix prefix) implements Clients {
        @Override
        public String toString() {
            return prefix.toString();
        }
    }

    /// Those with a confirmed name: one that the address has, and that has the address.
    ///
    /// @param below whether it is about names below this one, instead of this one
    record Named(DnsName name, boolean below) implements Clients {
        @Override
        public String toString() {
            return below ? "." + name : name.toString();
        }
    }

    /// Reads `192.0.2.1`, `192.0.2.0/24`, `2001:db8::/32`, `mail.example.org`, or `.example.org` for all names below it.
    ///
    /// @throws IllegalArgumentException what to write instead
    static Clients parse(String text) {
        Optional<IpPrefix> prefix = IpPrefix.parse(text);
        if (prefix.isPresent()) {
            return new Net(prefix.get());
        }
        Optional<IpPrefix> meant = IpPrefix.parseLoosely(text);
        if (meant.isPresent()) {
            throw new IllegalArgumentException(
                    text + " has bits past its prefix; write " + meant.get());
        }
        boolean below = text.startsWith(".");
        return DnsName.of(below ? text.substring(1) : text)
                .filter(it -> it.isHost() && it.labels() > 1 && !isNumber(it))
                .<Clients>map(it -> new Named(it, below))
                .orElseThrow(() ->
                        new IllegalArgumentException(
                                text
                                        + ": write an address, a network such as 192.0.2.0/24, a host"
                                        + " such as mail.example.org, or .example.org for all below"
                                        + " it"));
    }

    /// No name ends in a number (RFC 3696 §2), so that is an address with a mistake in it.
    private static boolean isNumber(DnsName name) {
        String text = name.text();
        return text.substring(text.lastIndexOf('.') + 1).chars().allMatch(Character::isDigit);
    }
}
