package org.postern.blocklist.feed;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayInputStream;
import java.io.IOException;

/// Any octets as a list.
class FeedFormatFuzz {
    private static final int MOST = 1000;

    /// The first octet says how it is written.
    @FuzzTest(maxDuration = "10m")
    void everyListIsEntriesAndProblemsWithTheirLines(byte[] octets) throws IOException {
        if (octets.length == 0) {
            return;
        }
        FeedFormat[] formats = FeedFormat.values();
        FeedFormat format = formats[(octets[0] & 0x3f) % formats.length];
        var in = new ByteArrayInputStream(octets, 1, octets.length - 1);
        FeedList list = format.read(in, (octets[0] & 0x40) == 0 ? "" : "ip", MOST);
        try {
            check(list, octets);
        } finally {
            list.table().close();
        }
    }

    private static void check(FeedList list, byte[] octets) {
        long lines = 1;
        for (int i = 1; i < octets.length; i++) {
            lines += octets[i] == '\n' ? 1 : 0;
        }
        require(list.entries() + list.leftOut() <= lines, "more entries than lines");
        require(list.problems().size() <= list.leftOut(), "more problems than were counted");
        for (FeedList.Problem problem : list.problems()) {
            require(problem.line() >= 1 && problem.line() <= lines, "a line that is not there");
        }
        // The last range may be several prefixes.
        require(list.table().prefixes() <= MOST + 62, "more than allowed");
        require(list.texts().stream().allMatch(it -> it.matches("[ -~]{0,200}")), "a wild text");
        for (int address = 0; address < 256; address++) {
            int number = list.table().findVersion4(address << 24);
            require(number < list.texts().size(), "an entry of nobody");
        }
    }

    private static void require(boolean holds, String what) {
        if (!holds) {
            throw new AssertionError(what);
        }
    }
}
