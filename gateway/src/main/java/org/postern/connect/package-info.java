/// What one client may do before a word is spoken: the address of a peer comes in, a place or a reason to turn it away
/// goes out. Every count and every rate has a limit, and memory for them is bounded whatever the number of clients.
@NullMarked
package org.postern.connect;

import org.jspecify.annotations.NullMarked;
