package org.postern.mail.address;

/// A mailbox address (RFC 5321 §4.1.2).
///
/// @param localPart the meaning of the local part: without quotes and backslashes, case kept
/// @param domain the canonical domain
public record Address(String localPart, Domain domain) {
    public Address {
        if (localPart.codePoints().anyMatch(c -> c < 0x20 || c == 0x7f)) {
            throw new IllegalArgumentException("control character in a local part");
        }
    }

    /// The canonical form, quoted only where it must be; reading it again gives an equal address.
    @Override
    public String toString() {
        return LocalPart.print(localPart) + "@" + domain.text();
    }
}
