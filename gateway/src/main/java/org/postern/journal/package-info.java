/// What happened: events come in from every door and verb; log lines, counters, the local journal and the message log in
/// the database go out. Callers never wait for the database, and mail never fails because its record could not be kept.
/// An event that was lost is counted and told by an alarm, and one that was kept is filed exactly once.
@NullMarked
package org.postern.journal;

import org.jspecify.annotations.NullMarked;
