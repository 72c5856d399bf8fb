/// Named points of a running gateway at which it is killed: an order comes in over a connection to whoever measures, and
/// the death of Java, of its database or of both goes out, exactly there. They are woven into a copy of the gateway's
/// build, which only a measurement does: the product itself knows nothing of them. These classes use the JDK alone, and
/// nothing else of this module.
@NullMarked
package org.postern.bench.trap;

import org.jspecify.annotations.NullMarked;
