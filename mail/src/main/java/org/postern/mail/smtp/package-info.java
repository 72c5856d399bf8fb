/// The SMTP wire (RFC 5321): octets of a peer come in, commands, replies and message content go out. Only CRLF ends a
/// line, only CRLF.CRLF ends data, every repetition has a limit, and nothing here opens a socket.
@NullMarked
package org.postern.mail.smtp;

import org.jspecify.annotations.NullMarked;
