/// The blocker for mail servers beside us: questions of Postfix and Sendmail come in, answers go out. Every question is answered
/// in its time, with the engine's verdict or, where there is none, as the settings say; nobody but listed peers may ask.
@NullMarked
package org.postern.blocklist.service;

import org.jspecify.annotations.NullMarked;
