package org.postern.bench;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/// What repeated measurements came to.
///
/// @param median the one in the middle; of an even number, the mean of the two in the middle
record Spread(double least, double median, double most) {

    static <T> Spread of(List<T> runs, ToDoubleFunction<T> figure) {
        double[] sorted = runs.stream().mapToDouble(figure).sorted().toArray();
        if (sorted.length == 0) {
            throw new IllegalArgumentException("nothing was measured");
        }
        int middle = sorted.length / 2;
        double median =
                sorted.length % 2 == 1
                        ? sorted[middle]
                        : Arrays.stream(sorted, middle - 1, middle + 1).sum() / 2;
        return new Spread(sorted[0], median, sorted[sorted.length - 1]);
    }

    /// The median, and the extremes in brackets.
    String print(String number) {
        return String.format(
                Locale.ROOT, number + " (" + number + "–" + number + ")", median, least, most);
    }
}
