/// Bodies of messages that are kept: octets come in, an id goes out, and the same octets come back for it. What is
/// stored is compressed and encrypted under a key of its own, which the database holds only wrapped by a master key
/// that it never sees; whoever deletes that row deletes the item, and a changed octet is found and named.
@NullMarked
package org.postern.contents;

import org.jspecify.annotations.NullMarked;
