/// Greylisting: who sends for the first time waits a little, as mail servers do and many machines of strangers do not. An
/// organisation comes in and whether it is known, waits or is new goes out. It waits once, whichever of its servers comes, and
/// memory is bounded whatever the number of those who come.
@NullMarked
package org.postern.blocklist.waiting;

import org.jspecify.annotations.NullMarked;
