/// Clients that our people let in or turn away: entries come in as rows with an author, an expiry and a comment, what a test
/// asks is answered from memory. An entry is never changed, only ended, so who did what stays to be seen.
@NullMarked
package org.postern.blocklist.local;

import org.jspecify.annotations.NullMarked;
