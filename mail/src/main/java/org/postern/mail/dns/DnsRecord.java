package org.postern.mail.dns;

import org.postern.mail.address.IpAddress;

/// What one record says.
public sealed interface DnsRecord {
    DnsType type();

    /// An address of a name.
    record Address(IpAddress address) implements DnsRecord {
        @Override
        public DnsType type() {
            return address.version6() ? DnsType.AAAA : DnsType.A;
        }

        @Override
        public String toString() {
            return address.toString();
        }
    }

    /// A host that takes mail for a domain.
    ///
    /// @param preference lower is asked first
    /// @param host the root where the domain takes no mail (RFC 7505)
    record Exchanger(int preference, DnsName host) implements DnsRecord {
        public Exchanger {
            if (preference < 0 || preference > 0xffff) {
                throw new IllegalArgumentException("not a preference: " + preference);
            }
        }

        @Override
        public DnsType type() {
            return DnsType.MX;
        }

        @Override
        public String toString() {
            return preference + " " + host.dotted();
        }
    }

    /// A name of an address. Whoever has the address says what it is called: it proves nothing until the name has the
    /// address too.
    record Pointer(DnsName host) implements DnsRecord {
        @Override
        public DnsType type() {
            return DnsType.PTR;
        }

        @Override
        public String toString() {
            return host.dotted();
        }
    }

    /// Text.
    ///
    /// @param octets all strings of the record joined, a character for each octet (0 to 255)
    record Text(String octets) implements DnsRecord {
        public Text {
            if (octets.chars().anyMatch(it -> it > 0xff)) {
                throw new IllegalArgumentException("a character that is no octet");
            }
        }

        @Override
        public DnsType type() {
            return DnsType.TXT;
        }

        /// Printable ASCII: quoted, with all other octets as `\DDD`.
        @Override
        public String toString() {
            return ZoneText.quoted(octets);
        }
    }
}
