/// The DNS: questions come in as domains of mail, answers go out as values that say found, nothing there, or not known.
/// Nothing else speaks the protocol. No answer is waited for past a limit, none is kept past its time, and names that no
/// host can have are dropped.
@NullMarked
package org.postern.dns;

import org.jspecify.annotations.NullMarked;
