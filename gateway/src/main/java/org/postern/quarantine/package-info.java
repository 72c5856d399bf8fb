/// Held messages: a plan of the journey comes in and is committed, people's decisions come in later, and a message goes
/// out exactly once or not at all. What is held stays as it was received until somebody decides or its time is over.
@NullMarked
package org.postern.quarantine;

import org.jspecify.annotations.NullMarked;
