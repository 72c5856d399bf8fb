/// Tests of what a client is called, and of whether names and networks are such as providers give to homes. A client with its
/// names comes in, findings go out. A name counts as a client's own only if it leads back to the client, and what the DNS
/// does not answer is held against nobody.
@NullMarked
package org.postern.blocklist.reverse;

import org.jspecify.annotations.NullMarked;
