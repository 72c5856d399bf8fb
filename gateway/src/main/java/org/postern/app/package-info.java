/// The mains, the wiring and the command line: words of an administrator come in, a running gateway or an answer on
/// standard output goes out. Everything is put together here with plain constructors, so "find usages" finds it all.
/// Standard output carries only what was asked for; complaints and progress go to standard error.
@NullMarked
package org.postern.app;

import org.jspecify.annotations.NullMarked;
