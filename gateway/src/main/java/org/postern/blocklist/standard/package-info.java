/// The tests of clients that come with the program, put together. What they need of the rest of the gateway comes in, a list
/// of tests goes out. Each test is of a kind of its own, and the settings say what follows from it.
@NullMarked
package org.postern.blocklist.standard;

import org.jspecify.annotations.NullMarked;
