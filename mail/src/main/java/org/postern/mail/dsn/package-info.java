/// Delivery status notices (RFC 3461, 3464, 6522, 6533): what became of a message, recipient by recipient, comes in as a
/// [org.postern.mail.dsn.DeliveryReport], and the octets of a mail that tells its sender go out.
/// Replies, names, addresses and headers of strangers are bounded and cleaned: whatever they hold, the notice is a
/// `multipart/report` that every reader takes apart in the same way, in lines of less than 1,000 octets that end in CRLF.
@NullMarked
package org.postern.mail.dsn;

import org.jspecify.annotations.NullMarked;
