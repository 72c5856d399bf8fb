/// Delivery: an envelope and content come in, a [HandOver][org.postern.journey.HandOver] says what the next hop made of
/// them. Start with [PassThrough]. Nothing is tried again once the final dot may have left, content leaves only after
/// every recipient's answer is known, and CR and LF leave only as CRLF.
@NullMarked
package org.postern.deliver;

import org.jspecify.annotations.NullMarked;
