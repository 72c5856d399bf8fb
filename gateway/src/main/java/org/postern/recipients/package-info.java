/// Who exists: an address of ours comes in, and out goes known, unknown, an alias of others, or that nobody could say. Rules
/// and lists are the site's, other answers come from directories and next hops and are remembered. Nothing waits for
/// longer than its limit, and nothing remembered grows without end.
@NullMarked
package org.postern.recipients;

import org.jspecify.annotations.NullMarked;
