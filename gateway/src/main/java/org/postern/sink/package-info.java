/// A mail server that takes everything and passes nothing on: connections come in, counts and (where asked for) messages
/// come out. It serves a gateway without a domain, tests and benchmarks, and misbehaves on demand: late, rude, silent,
/// hostile. It is strict itself: content that is not framed by the letter is refused and counted as a fault.
@NullMarked
package org.postern.sink;

import org.jspecify.annotations.NullMarked;
