/// What the kernel says of this machine: text of `/proc` comes in, listening sockets and their holders go out. It is the
/// other side of every comparison of what was declared with what is.
@NullMarked
package org.postern.kernel;

import org.jspecify.annotations.NullMarked;
