package org.postern.settings;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/// Parsers for [Settings#get]; each throws [IllegalArgumentException] with a message that says what to write.
public final class Parse {
    /// Nobody waits longer, and in any unit it can be counted.
    private static final Duration LONGEST = Duration.ofDays(36_500);

    private Parse() {}

    /// Any text, as it stands.
    public static String text(String text) {
        return text;
    }

    public static boolean flag(String text) {
        return switch (text) {
            case "true", "yes", "on" -> true;
            case "false", "no", "off" -> false;
            default -> throw new IllegalArgumentException("write true or false");
        };
    }

    /// A whole number within both bounds.
    public static Function<String, Integer> integer(int least, int most) {
        return text -> {
            if (isDigits(text)) {
                long value = digits(text);
                if (value >= least && value <= most) {
                    return (int) value;
                }
            }
            throw new IllegalArgumentException(
                    "write a whole number from " + least + " to " + most);
        };
    }

    /// A time such as `500ms`, `30s`, `5m`, `2h` or `7d`; a unit is never guessed.
    public static Duration duration(String text) {
        int digits = 0;
        while (digits < text.length() && text.charAt(digits) >= '0' && text.charAt(digits) <= '9') {
            digits++;
        }
        String unit = text.substring(digits).strip();
        if (digits == 0 || digits > 12) {
            throw noDuration();
        }
        long value = digits(text.substring(0, digits));
        Duration duration = duration(value, unit);
        if (duration.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("longer than a hundred years");
        }
        return duration;
    }

    private static Duration duration(long value, String unit) {
        return switch (unit) {
            case "ms" -> Duration.ofMillis(value);
            case "s" -> Duration.ofSeconds(value);
            case "m" -> Duration.ofMinutes(value);
            case "h" -> Duration.ofHours(value);
            case "d" -> Duration.ofDays(value);
            default -> throw noDuration();
        };
    }

    /// A time within both bounds.
    public static Function<String, Duration> duration(String least, String most) {
        Duration low = duration(least);
        Duration high = duration(most);
        return text -> {
            Duration value = duration(text);
            if (value.compareTo(low) < 0 || value.compareTo(high) > 0) {
                throw new IllegalArgumentException("must be from " + least + " to " + most);
            }
            return value;
        };
    }

    /// One of an enum's constants, written in lower case with hyphens.
    public static <E extends Enum<E>> Function<String, E> oneOf(Class<E> type) {
        E[] all = type.getEnumConstants();
        return text ->
                Arrays.stream(all)
                        .filter(it -> written(it).equals(text))
                        .findFirst()
                        .orElseThrow(() ->
                                new IllegalArgumentException(
                                        "write one of "
                                                + Arrays.stream(all)
                                                        .map(Parse::written)
                                                        .collect(Collectors.joining(", "))));
    }

    /// A path; a relative one is meant from the data directory, which the caller resolves it against.
    public static Path path(String text) {
        if (text.isEmpty() || text.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("write the path of a file");
        }
        return Path.of(text);
    }

    /// A value as a settings file would have it; a secret stays hidden.
    static String print(Object value) {
        return switch (value) {
            case Duration duration -> printDuration(duration);
            case Enum<?> constant -> written(constant);
            case Optional<?> maybe -> maybe.map(Parse::print).orElse("");
            case Collection<?> many -> {
                var texts = new ArrayList<String>();
                many.forEach(it -> texts.add(print(it)));
                yield "[" + String.join(", ", texts) + "]";
            }
            default -> value.toString();
        };
    }

    static boolean isDigits(String text) {
        return !text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    static long digits(String digits) {
        try {
            return Long.parseLong(digits);
        } catch (NumberFormatException _) {
            throw new IllegalArgumentException("too large a number");
        }
    }

    static void checkPort(int port) {
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("a port is from 0 to 65535");
        }
    }

    private static String written(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static String printDuration(Duration duration) {
        long millis = duration.toMillis();
        if (millis == 0 || millis % 1000 != 0) {
            return millis + "ms";
        }
        long seconds = millis / 1000;
        if (seconds % 60 != 0) {
            return seconds + "s";
        }
        if (seconds % 3600 != 0) {
            return seconds / 60 + "m";
        }
        return seconds % 86_400 == 0 ? seconds / 86_400 + "d" : seconds / 3600 + "h";
    }

    private static IllegalArgumentException noDuration() {
        return new IllegalArgumentException("write a time such as 5m (ms, s, m, h or d)");
    }
}
