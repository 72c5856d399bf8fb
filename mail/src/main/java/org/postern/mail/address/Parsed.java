package org.postern.mail.address;

import java.util.function.Function;

/// What came of reading a text: the value, or why there is none. A malformed text is an expected end, so nothing is
/// thrown for it.
public sealed interface Parsed<T> {

    /// The text was well formed.
    record Value<T>(T value) implements Parsed<T> {}

    /// The text was not well formed.
    ///
    /// @param why printable ASCII for a reply, a log or a settings problem; never repeats the peer's text
    record Failed<T>(String why) implements Parsed<T> {}

    default <U> Parsed<U> map(Function<? super T, ? extends U> change) {
        return switch (this) {
            case Value<T>(T value) -> new Value<>(change.apply(value));
            case Failed<T>(String why) -> new Failed<>(why);
        };
    }

    /// The value, for texts that are known to be good, such as constants.
    ///
    /// @throws IllegalArgumentException if there is none; names the reason
    default T orThrow() {
        return switch (this) {
            case Value<T>(T value) -> value;
            case Failed<T>(String why) -> throw new IllegalArgumentException(why);
        };
    }
}
