package org.postern.settings;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.time.Duration;
import java.util.function.Function;

/// Any text as the value of a setting. Whoever wrote it is told what to write instead, or the value prints to text that
/// reads as the same value.
class ValuesFuzz {
    @FuzzTest(maxDuration = "10m")
    void everyValueReadsAsItIsPrinted(byte[] octets) {
        String text = new String(octets, UTF_8);
        same(text, ByteSize::parse);
        same(text, ByteSize.between("1KiB", "1GiB"));
        same(text, Parse::duration);
        same(text, Parse.duration("1s", "90d"));
        same(text, Parse.integer(0, Integer.MAX_VALUE));
        same(text, Parse::flag);
        same(text, Parse::path);
        same(text, Parse.oneOf(Thread.State.class));
        same(text, Listen::parse);
        same(text, Destination::parse);
        hides(text);
    }

    private static <T> void same(String text, Function<String, T> parser) {
        T value;
        try {
            value = parser.apply(text);
        } catch (IllegalArgumentException e) {
            if (String.valueOf(e.getMessage()).length() < 10) {
                throw new AssertionError("says nothing of use", e);
            }
            return;
        }
        String printed = Parse.print(value);
        T again = parser.apply(printed);
        if (!again.equals(value)) {
            throw new AssertionError(value + " became " + again);
        }
        if (value instanceof Duration duration && duration.isNegative()) {
            throw new AssertionError("a negative time");
        }
    }

    private static void hides(String text) {
        Secret secret = Secret.parse(text);
        boolean shown = text.length() > 8 && secret.toString().contains(text);
        if (shown || !secret.reveal().equals(text)) {
            throw new AssertionError("a secret that is none");
        }
    }
}
