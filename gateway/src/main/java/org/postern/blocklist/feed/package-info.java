/// Lists of addresses that others keep: files and answers of web servers come in, tests of clients go out. A copy is in
/// force only when it is whole, plausible and touches nothing of our own; until then the last good one is, also after a start
/// without the network; and no reader ever waits for a list.
@NullMarked
package org.postern.blocklist.feed;

import org.jspecify.annotations.NullMarked;
