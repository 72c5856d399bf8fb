/// The DNS: questions come in as values of `mail.dns` or as domains of mail, answers go out as values that say found, nothing
/// there, or not known. Nothing else speaks the protocol, and there is one memory of answers. No answer is waited for past a
/// limit, none is kept past its time, and names that are none are dropped.
@NullMarked
package org.postern.dns;

import org.jspecify.annotations.NullMarked;
