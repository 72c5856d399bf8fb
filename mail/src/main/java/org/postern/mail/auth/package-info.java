/// Whether a message comes from whom it says. Addresses, names and what the DNS answers come in; results with their reasons
/// go out. A result that could not be found out is never taken for another, everything that repeats is counted against a
/// limit, and nothing of strangers is in a text without being printable.
@NullMarked
package org.postern.mail.auth;

import org.jspecify.annotations.NullMarked;
