package org.postern.mail.address;

/// Labels past ASCII as DNS has them: `xn--` and the label in Punycode (RFC 3492, RFC 5890 §2.3.2.1).
final class Punycode {
    static final String PREFIX = "xn--";

    // RFC 3492 §5.
    private static final int BASE = 36;
    private static final int LOWEST = 1;
    private static final int HIGHEST = 26;
    private static final int SKEW = 38;
    private static final int DAMP = 700;
    private static final int FIRST_BIAS = 72;
    private static final int FIRST_POINT = 0x80;

    private Punycode() {}

    /// The A-label of a label that is not ASCII.
    ///
    /// @param label at most [DomainText#MAX_LABEL] characters, so that no sum here overflows
    static String toAscii(String label) {
        int[] points = label.codePoints().toArray();
        var out = new StringBuilder(PREFIX);
        int basic = 0;
        for (int point : points) {
            if (point < FIRST_POINT) {
                out.append((char) point);
                basic++;
            }
        }
        if (basic > 0) {
            out.append('-');
        }
        int point = FIRST_POINT;
        int bias = FIRST_BIAS;
        int delta = 0;
        for (int handled = basic; handled < points.length; delta++, point++) {
            int next = smallestFrom(point, points);
            delta += (next - point) * (handled + 1);
            point = next;
            for (int each : points) {
                if (each < point) {
                    delta++;
                } else if (each == point) {
                    append(out, delta, bias);
                    bias = adapt(delta, handled + 1, handled == basic);
                    delta = 0;
                    handled++;
                }
            }
        }
        return out.toString();
    }

    private static int smallestFrom(int least, int[] points) {
        int smallest = Integer.MAX_VALUE;
        for (int each : points) {
            if (each >= least && each < smallest) {
                smallest = each;
            }
        }
        return smallest;
    }

    private static void append(StringBuilder out, int delta, int bias) {
        int rest = delta;
        for (int k = BASE; ; k += BASE) {
            int threshold = Math.clamp(k - bias, LOWEST, HIGHEST);
            if (rest < threshold) {
                out.append(digit(rest));
                return;
            }
            out.append(digit(threshold + (rest - threshold) % (BASE - threshold)));
            rest = (rest - threshold) / (BASE - threshold);
        }
    }

    private static char digit(int value) {
        return (char) (value < 26 ? 'a' + value : '0' + value - 26);
    }

    private static int adapt(int delta, int points, boolean first) {
        int rest = first ? delta / DAMP : delta / 2;
        rest += rest / points;
        int k = 0;
        while (rest > (BASE - LOWEST) * HIGHEST / 2) {
            rest /= BASE - LOWEST;
            k += BASE;
        }
        return k + (BASE - LOWEST + 1) * rest / (rest + SKEW);
    }
}
