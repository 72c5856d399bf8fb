package org.postern.journey;

/// A named fact about a message. It has no weight: what it means is said by policy, so that it can change without new
/// code.
///
/// @param kind the family that policy can ask for as a whole
/// @param name lower-case words joined by hyphens, stable over versions
/// @param detail what was seen, in one line; never an excerpt of a body
/// @param where the part of the message (`1.2`), `header`, `envelope`, `message` or `client`
public record Finding(Kind kind, String name, String detail, String where) {

    /// Families of findings.
    public enum Kind {
        /// The message goes in a circle.
        LOOP,
        /// A named budget was exceeded.
        LIMIT,
        /// Two careful readers would see two different messages.
        AMBIGUOUS,
        /// Breaks the rules of its format in a way that hides content.
        MALFORMED,
        /// Worth knowing; hides nothing.
        REMARK,
        /// About the client that brought the message, found before there was one.
        CLIENT,
        /// The same, and its name goes on with the mail in a header field.
        TAG
    }
}
