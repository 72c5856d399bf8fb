package org.postern.mail.auth;

import org.postern.mail.address.Address;
import org.postern.mail.address.IpAddress;
import org.postern.mail.address.ReversePath;

/// What is checked: whether a client may send for a domain.
///
/// @param client the address that connects; an IPv4 address in IPv6 clothes is an IPv4 address
/// @param localPart the sender's, `postmaster` where there is none
/// @param domain the domain that is asked; any text
/// @param helo what the client calls itself; any text
public record SpfQuestion(IpAddress client, String localPart, String domain, String helo) {
    private static final String NOBODY = "postmaster";

    public SpfQuestion {
        client = client.unmapped();
        localPart = localPart.isEmpty() ? NOBODY : localPart;
    }

    /// Whether the client may call itself so (RFC 7208 §2.3).
    public static SpfQuestion ofHelo(IpAddress client, String helo) {
        return new SpfQuestion(client, NOBODY, helo, helo);
    }

    /// Whether the client may send for the reverse-path, or for its own name where that is null (RFC 7208 §2.4).
    public static SpfQuestion ofSender(IpAddress client, ReversePath sender, String helo) {
        return switch (sender) {
            case ReversePath.Null _ -> ofHelo(client, helo);
            case ReversePath.Mailbox(Address address) ->
                    new SpfQuestion(client, address.localPart(), address.domain().text(), helo);
        };
    }

    /// The same for a text, which need not be an address.
    ///
    /// @param sender what stands between the angle brackets of MAIL; empty for the null reverse-path
    public static SpfQuestion ofSender(IpAddress client, String sender, String helo) {
        if (sender.isEmpty()) {
            return ofHelo(client, helo);
        }
        int at = sender.lastIndexOf('@');
        return new SpfQuestion(
                client, at < 0 ? "" : sender.substring(0, at), sender.substring(at + 1), helo);
    }
}
