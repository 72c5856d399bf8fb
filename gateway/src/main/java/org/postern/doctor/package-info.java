/// Checks of an installation: what was declared and what is come in, diagnoses with advice go out. A check only looks; it
/// changes nothing and ends within seconds.
@NullMarked
package org.postern.doctor;

import org.jspecify.annotations.NullMarked;
