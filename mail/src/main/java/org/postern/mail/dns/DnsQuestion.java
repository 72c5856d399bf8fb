package org.postern.mail.dns;

import org.postern.mail.address.IpAddress;

/// What is asked: the records of a kind that a name has.
public record DnsQuestion(DnsName name, DnsType type) {
    /// The names of an address.
    public static DnsQuestion namesOf(IpAddress address) {
        return new DnsQuestion(new DnsName(address.reverseName()), DnsType.PTR);
    }

    /// The addresses of a name, of the version that another address has.
    public static DnsQuestion addressesOf(DnsName name, IpAddress like) {
        return new DnsQuestion(name, like.version6() ? DnsType.AAAA : DnsType.A);
    }

    @Override
    public String toString() {
        return name + " " + type;
    }
}
