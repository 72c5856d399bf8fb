/// Named points of a running gateway at which it is killed: an order comes in over a connection to whoever measures, and
/// the death of Java, of its database or of both goes out, exactly there. It is loaded into a gateway as a Java agent,
/// which only a measurement does: the product itself knows nothing of it. These classes use the JDK alone, and nothing
/// else of this module.
@NullMarked
package org.postern.bench.trap;

import org.jspecify.annotations.NullMarked;
