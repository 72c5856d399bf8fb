/// Who exists: an address of ours comes in, and out goes known, unknown, an alias of others, or that nobody could say; a
/// name with a password, and out go the addresses of that person. Rules and lists are the site's, other answers come from
/// directories and next hops; those about addresses are remembered, those about passwords are not. Nothing waits for
/// longer than its limit, and nothing remembered grows without end.
@NullMarked
package org.postern.recipients;

import org.jspecify.annotations.NullMarked;
