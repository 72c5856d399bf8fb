/// Node settings: the text of `postern.conf` comes in, typed values go out, each with its default, its origin and a
/// sentence of documentation. A file is taken whole or not at all: every problem is reported at once, with file, line
/// and the nearest known key. A default stands in the code only, and a secret is never printed.
@NullMarked
package org.postern.settings;

import org.jspecify.annotations.NullMarked;
