/// The way that a message says it took. Trace fields of a header come in; what each says of the client that its server had
/// the message from, and when, goes out. Nothing throws, whatever stands there, and what is not said in a form that the
/// server alone can write counts as not said.
@NullMarked
package org.postern.mail.trace;

import org.jspecify.annotations.NullMarked;
