package org.postern.bench;

import java.util.Arrays;
import java.util.OptionalLong;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads figures from what other programs print.
final class Readings {
    private static final Pattern SINK_COUNT = Pattern.compile("mesg=(\\d+)\\r");
    private static final Pattern HEAP_USED = Pattern.compile("\\bused (\\d+)K");

    private Readings() {}

    /// The newest count in the output of `smtp-sink -c`; none where no count is complete.
    static OptionalLong sinkCount(String output) {
        long newest = -1;
        Matcher matcher = SINK_COUNT.matcher(output);
        while (matcher.find()) {
            newest = Long.parseLong(matcher.group(1));
        }
        return newest < 0 ? OptionalLong.empty() : OptionalLong.of(newest);
    }

    /// A line such as `VmRSS:   123456 kB` of a file in /proc, in octets.
    static OptionalLong octets(String file, String name) {
        Matcher matcher =
                Pattern.compile("(?m)^" + Pattern.quote(name) + ":\\s+(\\d+) kB$").matcher(file);
        return matcher.find()
                ? OptionalLong.of(Long.parseLong(matcher.group(1)) * 1024)
                : OptionalLong.empty();
    }

    /// Processor time of a process and of its children that have ended, from its file `stat` in /proc, in the kernel's
    /// hundredths of a second. The name of the program comes first, and may hold blanks and brackets.
    static long ticks(String stat) {
        String[] words = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        // Fields are numbered from 1 in proc(5), and the first two are cut off.
        return Arrays.stream(words, 14 - 3, 17 - 3 + 1).mapToLong(Long::parseLong).sum();
    }

    /// The heap in use, from the answer to `GC.heap_info`: the sum over its spaces, in octets.
    static OptionalLong heapUsed(String answer) {
        long[] used =
                answer.lines()
                        .filter(line -> line.contains("total"))
                        .map(HEAP_USED::matcher)
                        .flatMap(Matcher::results)
                        .map(MatchResult::group)
                        .mapToLong(Readings::kibibytes)
                        .toArray();
        return used.length == 0 ? OptionalLong.empty() : OptionalLong.of(Arrays.stream(used).sum());
    }

    private static long kibibytes(String word) {
        return Long.parseLong(word.substring("used ".length(), word.length() - 1)) * 1024;
    }
}
