package org.postern.mail.address;

/// Where notices about a message go (RFC 5321 §4.1.1.2). The null reverse-path is a kind of its own, never an empty
/// string: a bounce must not bounce.
public sealed interface ReversePath {

    /// The null reverse-path `<>`.
    enum Null implements ReversePath {
        NULL;

        @Override
        public String toString() {
            return "";
        }
    }

    /// A reverse-path that names a mailbox.
    record Mailbox(Address address) implements ReversePath {
        @Override
        public String toString() {
            return address.toString();
        }
    }
}
