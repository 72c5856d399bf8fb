package org.postern.blocklist;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// The tests that there are, in the order in which they are done: lists of ours, then what costs nothing, then what asks the
/// DNS. Each has a switch, `blocklist.tests.NAME`, and a text for who is refused, `blocklist.text.NAME`.
///
/// In a text `{address}` stands for the address of the client, `{name}` for what it called itself, and `{reason}` for what was
/// found.
public enum TestKind {
    ALLOW_LIST("our people let the client in, by its address or by a confirmed name", ""),
    BLOCK_LIST(
            "our people turn the client away, by its address or by a confirmed name",
            "{address} is not welcome here ({reason})"),
    DYNAMIC_NETWORKS(
            "the address is in a network of dynamic addresses",
            "Mail is not taken from {address}: it is in a network of dynamic addresses. Please send"
                    + " through your provider's mail server"),
    HELO_NOT_A_NAME(
            "the name in HELO is neither a full name of a host nor an address in brackets",
            "The name in HELO or EHLO must be the full name of your host, or its address in"
                    + " brackets"),
    HELO_OWN_NAME(
            "a stranger calls itself by a name or an address of ours",
            "You called yourself {name}, which is one of our own names or addresses"),
    HELO_LITERAL_MISMATCH(
            "the address in HELO is another one than the client's",
            "The address in HELO or EHLO is not {address}, from which you connect"),
    HELO_DYNAMIC(
            "the name in HELO looks like that of a dynamic address",
            "The name in HELO or EHLO is that of a dynamic address. Please send through your"
                    + " provider's mail server"),
    REMOTE_ALLOW_LIST("a list of others vouches for the address", ""),
    REVERSE_NONE(
            "the address has no name in the DNS",
            "Your address {address} has no name in the DNS (PTR); a mail server needs one"),
    REVERSE_UNCONFIRMED(
            "no name of the address has the address too",
            "No name of your address {address} leads back to it: {reason}"),
    REVERSE_DYNAMIC(
            "the name of the address is that of a dynamic one",
            "Mail is not taken from dynamic addresses such as {address} ({reason}). Please send"
                    + " through your provider's mail server"),
    REVERSE_GENERIC(
            "the name of the address is one that a provider made of it",
            "The name of {address} is one that your provider gave it ({reason}). Please give your"
                    + " mail server a name of its own"),
    HELO_UNRESOLVABLE(
            "the name in HELO has no address in the DNS and takes no mail",
            "The name in HELO or EHLO has neither an address nor a mail exchanger in the DNS"),
    REMOTE_LIST("lists of others have the address", "{address} is listed by others: {reason}"),
    REVERSE_DOMAIN_LIST(
            "lists of others have a confirmed name of the address",
            "The name of {address} is listed by others: {reason}"),
    HELO_DOMAIN_LIST(
            "lists of others have the name in HELO",
            "The name in HELO or EHLO is listed by others: {reason}"),
    SENDER_DOMAIN_LIST(
            "lists of others have the sender's domain",
            "The domain of the sender is listed by others: {reason}"),
    GREYLIST(
            "the sending organisation comes for the first time, or has not waited yet",
            "We have had no mail from your organisation before; please try again in some minutes");

    private final String purpose;
    private final String text;

    TestKind(String purpose, String text) {
        this.purpose = purpose;
        this.text = text;
    }

    /// As settings, reasons and the log call it.
    public String key() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /// What the test looks for, as a clause: *the address has no name*.
    public String purpose() {
        return purpose;
    }

    /// What who is refused is told where nothing else is set; empty where the test refuses nobody.
    public String text() {
        return text;
    }

    /// Whether it can be asked when nothing but the address is known, and costs little enough to be asked of everybody.
    public boolean isByAddress() {
        return this == BLOCK_LIST || this == DYNAMIC_NETWORKS;
    }

    /// What follows where nobody chose: what our people listed they listed on purpose; everything else is looked at first.
    public Choice standard() {
        return switch (this) {
            case ALLOW_LIST -> Choice.allowing("allow");
            case BLOCK_LIST -> Choice.refusing("reject");
            default -> Choice.OBSERVE;
        };
    }

    /// The kind of a name; empty for a test of somebody else.
    public static Optional<TestKind> of(String key) {
        return Arrays.stream(values()).filter(it -> it.key().equals(key)).findFirst();
    }
}
