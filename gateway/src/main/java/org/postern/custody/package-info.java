/// Taking responsibility: a message with all that shall be kept of it comes in, and one database transaction goes out. What
/// each keeper writes is committed together with the dossier, or not at all, before anybody says 250.
@NullMarked
package org.postern.custody;

import org.jspecify.annotations.NullMarked;
