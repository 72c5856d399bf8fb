package org.postern.bench;

import java.util.Locale;

/// What shall be reached, and what was.
///
/// @param limit the goal in words, such as `under 3 s`
/// @param measured the same in figures
record Goal(String what, String limit, String measured, boolean reached) {

    static Goal atLeast(String what, double least, double measured, String format) {
        return new Goal(
                what,
                "at least " + String.format(Locale.ROOT, format, least),
                String.format(Locale.ROOT, format, measured),
                measured >= least);
    }

    static Goal under(String what, double most, double measured, String format) {
        return new Goal(
                what,
                "under " + String.format(Locale.ROOT, format, most),
                String.format(Locale.ROOT, format, measured),
                measured < most);
    }
}
