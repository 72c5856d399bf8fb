/// Tests of what a client calls itself in HELO or EHLO. The text comes in as the client said it, findings go out. Any text is
/// one of three things, a full name, an address or neither, and what the DNS does not answer is held against nobody.
@NullMarked
package org.postern.blocklist.hello;

import org.jspecify.annotations.NullMarked;
