/// The way of one message: an envelope and octets come in from a door, one reply goes out and one [Dossier] is recorded.
/// Start with [Journey]. A positive reply is given only when every recipient's outcome is durable.
@NullMarked
package org.postern.journey;

import org.jspecify.annotations.NullMarked;
