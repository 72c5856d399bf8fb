package org.postern.mail.trace;

import java.time.Instant;
import java.util.Optional;
import java.util.regex.Pattern;

/// One Received field (RFC 5321 §4.4): what a server says of how it got the message.
///
/// @param source whom it had the message from
/// @param by what the server calls itself, empty where it does not say
/// @param protocol in upper case, such as `ESMTPS`; empty where it does not say
/// @param at when, empty where it does not say
public record Received(Source source, String by, String protocol, Optional<Instant> at) {
    private static final Pattern LOGGED_IN = Pattern.compile("(UTF8)?(E?SMTP|LMTP)S?A");

    static final Received UNREADABLE = new Received(Source.Other.UNSAID, "", "", Optional.empty());

    /// Whom a server had a message from.
    public sealed interface Source {
        /// A client with an address, which the server saw and nobody told it.
        ///
        /// @param address numeric, canonical, without brackets
        record Client(String address) implements Source {}

        /// What is no client.
        enum Other implements Source {
            /// The server passed the message on within itself.
            ITSELF,
            /// Nobody can say: a local user, or a form that is not known.
            UNSAID
        }
    }

    /// Reads the value of a field, folded or not.
    public static Received read(String value) {
        return ReceivedReader.read(value);
    }

    /// Whether the client had logged in (RFC 3848, RFC 6531 §4.3).
    public boolean isLoggedIn() {
        return LOGGED_IN.matcher(protocol).matches();
    }
}
