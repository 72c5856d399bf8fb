/// Looking at messages: octets come in, [org.postern.journey.Evidence] goes out. Every test that was due has an outcome,
/// whatever happened to it, and the whole ends within a named time.
@NullMarked
package org.postern.inspect;

import org.jspecify.annotations.NullMarked;
