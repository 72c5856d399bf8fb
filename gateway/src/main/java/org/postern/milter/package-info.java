/// The milter door: mail servers tell of a message while its client waits, and hear what becomes of it. Start with
/// [MilterServer], then [Session]. What is handed on is a whole message as the server gave it; nothing is kept of one that
/// was given up or cut off, and what one connection does, others do not feel.
@NullMarked
package org.postern.milter;

import org.jspecify.annotations.NullMarked;
