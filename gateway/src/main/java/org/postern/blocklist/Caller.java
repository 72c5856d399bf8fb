package org.postern.blocklist;

import java.util.Optional;
import org.postern.mail.address.Address;
import org.postern.mail.address.IpAddress;
import org.postern.mail.address.ReversePath;

/// Who connects, and what it has said so far.
///
/// @param address of the client, never an IPv4 address in IPv6 clothes, whether mapped or translated
/// @param told what the mail server that asks found out about the client's names, empty where nobody looked
/// @param hello what the client called itself, empty before it did
/// @param sender empty before MAIL
/// @param recipient empty before RCPT
/// @param proof how the client proved to be one of our people or a known server, empty where it did not
public record Caller(
        IpAddress address,
        Optional<ToldNames> told,
        Optional<String> hello,
        Optional<ReversePath> sender,
        Optional<Address> recipient,
        Optional<Proof> proof) {
    public Caller {
        address = address.unmapped().untranslated();
    }

    /// Of whom nothing is known but the address.
    public static Caller at(IpAddress address) {
        return new Caller(
                address,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    /// What a mail server beside us found in the DNS: unlike a text that a client says, it is believed.
    ///
    /// @param reverse the name of the address, confirmed or not; empty where it has none
    /// @param confirmed the same, if that name has the address too
    public record ToldNames(Optional<String> reverse, Optional<String> confirmed) {}

    /// Why a client is nobody's business: who proved it is not a stranger.
    public sealed interface Proof {
        /// Who logged in.
        record Login(String name) implements Proof {}

        /// Who showed a certificate that is listed.
        ///
        /// @param fingerprint as the mail server that asks writes it
        record Certificate(String fingerprint) implements Proof {}
    }
}
