/// Which prefix of many covers an address: prefixes with small numbers come in, an immutable table goes out that finds the
/// longest of those around an address. A table never changes, so that its user swaps whole tables and no reader ever waits;
/// it holds no object for a prefix; and what it finds is what a search through all prefixes would find.
@NullMarked
package org.postern.blocklist.table;

import org.jspecify.annotations.NullMarked;
