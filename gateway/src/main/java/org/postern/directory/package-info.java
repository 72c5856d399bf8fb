/// Site settings: domains, where their mail goes, and who may relay. Changes come in as whole versions with an author
/// and a note; what the message path asks is answered from memory. A version is never changed once published, so going
/// back means publishing what an older one says.
@NullMarked
package org.postern.directory;

import org.jspecify.annotations.NullMarked;
