/// The milter protocol, by which Sendmail and Postfix ask a filter about a message while the client waits. Packets of the
/// mail server come in, and commands, the states of a dialogue, replies and changes for the server go out. Every length is
/// checked before anything is kept for it, no order of commands gives half a message, and nothing here opens a socket.
@NullMarked
package org.postern.mail.milter;

import org.jspecify.annotations.NullMarked;
