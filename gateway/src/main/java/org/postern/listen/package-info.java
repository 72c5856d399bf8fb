/// Doors for other programs beside us, such as mail servers that ask: places to listen on come in, by TCP or as sockets of the
/// machine, and connections with time limits go out. Only listed peers get in, their number is limited, every wait ends, and
/// what is in work when a door closes may come to its end.
@NullMarked
package org.postern.listen;

import org.jspecify.annotations.NullMarked;
