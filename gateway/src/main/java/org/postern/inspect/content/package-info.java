/// Tests of a message's own octets: limits, loops, structure. They read what others sent and therefore trust nothing.
@NullMarked
package org.postern.inspect.content;

import org.jspecify.annotations.NullMarked;
