/// Mail content (RFC 5322, RFC 2045 to 2049, RFC 2231): the octets of one message come in, and a [org.postern.mail.mime.Structure]
/// of parts, fields, names and ambiguities goes out. Every part is a span of the unchanged octets, and is decoded only when asked.
/// No octets whatever make it throw, every repetition has a limit with a name, and what readers of mail disagree about is named.
@NullMarked
package org.postern.mail.mime;

import org.jspecify.annotations.NullMarked;
