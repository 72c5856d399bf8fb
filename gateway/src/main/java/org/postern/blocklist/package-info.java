/// Whether a client may go on, before its message costs anything: who connects and what it said comes in, a verdict with a
/// reason for each test goes out. One engine serves the edge, other mail servers and policy; an allowed client is never
/// refused, what could not be asked never refuses anybody, and no answer takes longer than its budget.
@NullMarked
package org.postern.blocklist;

import org.jspecify.annotations.NullMarked;
