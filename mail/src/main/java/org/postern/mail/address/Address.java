package org.postern.mail.address;

/// A mailbox address (RFC 5321 §4.1.2).
///
/// @param localPart the meaning of the local part: without quotes and backslashes, case kept
/// @param domain the canonical domain
public record Address(String localPart, Domain domain) {
    /// Octets of the canonical form: a path has 256, two of them are its brackets (RFC 5321 §4.5.3.1.3).
    public static final int MAX_OCTETS = 254;

    public Address {
        if (!LocalPart.isPossible(localPart)) {
            throw new IllegalArgumentException("not a local part");
        }
        if (Characters.octets(LocalPart.print(localPart)) + 1 + domain.text().length()
                > MAX_OCTETS) {
            throw new IllegalArgumentException("longer than " + MAX_OCTETS + " octets");
        }
    }

    /// Whether every octet is ASCII, so that the address can travel without SMTPUTF8.
    public boolean isAscii() {
        return Characters.isAscii(localPart);
    }

    /// The canonical form, quoted only where it must be; reading it again gives an equal address.
    @Override
    public String toString() {
        return LocalPart.print(localPart) + "@" + domain.text();
    }
}
