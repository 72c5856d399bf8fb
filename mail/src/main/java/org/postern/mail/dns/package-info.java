/// Questions to the DNS and their answers, as values. A question goes to a [DnsLookup], which may ask the network, a file or
/// a memory; what comes back says found, nothing there, or not known and why. Nothing here opens a socket, names are names
/// that the DNS can carry, and all text that an answer contributes is printable.
@NullMarked
package org.postern.mail.dns;

import org.jspecify.annotations.NullMarked;
