/// Mail that was accepted and is on its way: accepted messages come in with a commit, and each leaves for its next hop, into
/// quarantine, or with a notice to a sender of ours. A row is worked on by one worker at a time, by lease and fencing token,
/// and no database transaction is open while a next hop thinks.
@NullMarked
package org.postern.queue;

import org.jspecify.annotations.NullMarked;
