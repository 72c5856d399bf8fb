package org.postern.blocklist.service;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.postern.blocklist.Caller;
import org.postern.blocklist.Caller.Proof;
import org.postern.blocklist.Caller.ToldNames;
import org.postern.mail.address.Address;
import org.postern.mail.address.AddressParser;
import org.postern.mail.address.IpAddress;
import org.postern.mail.address.Parsed;
import org.postern.mail.address.ReversePath;
import org.postern.mail.delegation.Question;

/// Reads from questions who the client is.
///
/// @param certificates fingerprints that are a proof, in lower case and without colons
record Callers(Set<String> certificates) {
    /// What Postfix calls a name that it does not know, for whatever reason.
    private static final String UNKNOWN = "unknown";

    /// The stages of Postfix at which it knows the sender; an empty one is the null sender then.
    private static final Set<String> AFTER_MAIL =
            Set.of("MAIL", "RCPT", "DATA", "BDAT", "END-OF-MESSAGE");

    private static final Set<String> WITH_RECIPIENT =
            Set.of("RCPT", "DATA", "BDAT", "END-OF-MESSAGE");

    /// The client of a Postfix; empty where it has no address of the network.
    Optional<Caller> of(Question.Access asked) {
        return asked.attribute("client_address")
                .flatMap(IpAddress::parse)
                .map(address ->
                        new Caller(
                                address,
                                told(asked),
                                asked.attribute("helo_name"),
                                at(asked, AFTER_MAIL)
                                        ? path(asked.attribute("sender").orElse(""))
                                        : Optional.empty(),
                                at(asked, WITH_RECIPIENT)
                                        ? asked.attribute("recipient").flatMap(Callers::mailbox)
                                        : Optional.empty(),
                                proof(
                                        asked.attribute("sasl_username"),
                                        asked.attribute("ccert_fingerprint"),
                                        asked.attribute("ccert_pubkey_fingerprint"))));
    }

    private static boolean at(Question.Access asked, Set<String> stages) {
        return asked.attribute("protocol_state").filter(stages::contains).isPresent();
    }

    /// Postfix says that a name is unknown too where the DNS failed, or where it was told not to look: then we look.
    private static Optional<ToldNames> told(Question.Access asked) {
        return asked.attribute("client_name")
                .filter(Callers::isName)
                .map(name ->
                        new ToldNames(
                                asked.attribute("reverse_client_name")
                                        .filter(Callers::isName)
                                        .or(() -> Optional.of(name)),
                                Optional.of(name)));
    }

    private static boolean isName(String name) {
        return !name.isEmpty() && !name.equals(UNKNOWN) && !name.startsWith("[");
    }

    /// The client of a Sendmail; empty where it has no address of the network.
    Optional<Caller> of(SendmailKey key) {
        return IpAddress.parse(key.address())
                .map(address ->
                        new Caller(
                                address,
                                told(key),
                                Optional.of(key.hello()).filter(it -> !it.isEmpty()),
                                path(bare(key.sender())),
                                mailbox(bare(key.recipient())),
                                proof(
                                        Optional.of(key.login()),
                                        Optional.of(key.certificate()),
                                        Optional.empty())));
    }

    /// Where Sendmail found nothing, its DNS may have failed: then we look.
    private static Optional<ToldNames> told(SendmailKey key) {
        return switch (key.resolved()) {
            case "OK" ->
                    Optional.of(key.name())
                            .filter(Callers::isName)
                            .map(it -> new ToldNames(Optional.of(it), Optional.of(it)));
            case "FORGED" ->
                    Optional.of(key.reverse())
                            .filter(Callers::isName)
                            .map(it -> new ToldNames(Optional.of(it), Optional.empty()));
            default -> Optional.empty();
        };
    }

    private Optional<Proof> proof(
            Optional<String> login, Optional<String> certificate, Optional<String> publicKey) {
        Predicate<String> something = it -> !it.isEmpty();
        Optional<Proof> loggedIn = login.filter(something).map(Proof.Login::new);
        return loggedIn.or(() -> certificate.filter(this::isListed).map(Proof.Certificate::new))
                .or(() -> publicKey.filter(this::isListed).map(Proof.Certificate::new));
    }

    private boolean isListed(String fingerprint) {
        return !certificates.isEmpty()
                && certificates.contains(fingerprint.toLowerCase(Locale.ROOT).replace(":", ""));
    }

    private static String bare(String path) {
        return path.startsWith("<") && path.endsWith(">")
                ? path.substring(1, path.length() - 1)
                : path;
    }

    private static Optional<ReversePath> path(String address) {
        return address.isEmpty()
                ? Optional.of(ReversePath.Null.NULL)
                : mailbox(address).map(ReversePath.Mailbox::new);
    }

    private static Optional<Address> mailbox(String text) {
        return switch (AddressParser.INTERNATIONAL.address(text)) {
            case Parsed.Value<Address>(Address address) -> Optional.of(address);
            case Parsed.Failed<Address> _ -> Optional.empty();
        };
    }
}
