/// Policy: evidence comes in, a ruling for each recipient goes out, with the lines that made it. The same evidence always
/// gives the same rulings, and what was not looked at never passes as clean.
@NullMarked
package org.postern.decide;

import org.jspecify.annotations.NullMarked;
