/// The edge: connections of clients come in, whole messages with their envelope go to the journey, its reply goes back.
/// Start with [EdgeServer], then [Session]. What is handed on is complete: no message of a broken connection, no octet
/// from before a TLS layer, no recipient that is not ours leaves this package; and whatever one client does, others are
/// served.
@NullMarked
package org.postern.receive;

import org.jspecify.annotations.NullMarked;
