/// Proving who one is (SASL, RFC 4422): PLAIN (RFC 4616), LOGIN and SCRAM-SHA-256 (RFC 7677), both sides. Responses of a
/// client or challenges of a server come in as octets, and a step goes out: the next thing to say, a question to whoever
/// keeps the passwords, or the end.
/// No octets whatever make it throw; a login is proven only by the right password or the right keys; and no text form of
/// anything here shows a password or a key.
@NullMarked
package org.postern.mail.sasl;

import org.jspecify.annotations.NullMarked;
