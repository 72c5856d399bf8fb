/// Whole-program benchmarks: options come in, figures of Postern beside real mail servers on this machine come out. Both
/// get the same client, the same next hop and the same disk, in turns. Everything listens on loopback, is bounded in
/// time, and is ended by the process id it got when it was started.
@NullMarked
package org.postern.bench;

import org.jspecify.annotations.NullMarked;
