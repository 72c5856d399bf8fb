package org.postern.blocklist.feed;

import java.io.IOException;
import java.io.InputStream;

/// How a list is written.
public enum FeedFormat {
    /// `192.0.2.0/24 ; SBL1`, or one object of JSON a line with `cidr` and `sblid`.
    DROP,
    /// An address, a network or a range a line; `#` begins a comment.
    NETSET,
    /// Fields with commas between them, one of which has an address or a network.
    CSV,
    /// That of rbldnsd, with addresses, prefixes and ranges of IPv4.
    IP4SET,
    /// That of rbldnsd, with prefixes of IPv4.
    IP4TRIE,
    /// That of rbldnsd, with prefixes of IPv6.
    IP6TRIE;

    /// Reads a list to its end; what is wrong in it is left out, and said.
    ///
    /// @param column the one that has addresses, where the format has columns; empty for the first
    /// @param mostEntries what is more is left out
    FeedList read(InputStream in, String column, int mostEntries) throws IOException {
        try (var draft = new Draft(mostEntries)) {
            var lines = new Lines(in);
            LineReader reader = reader(draft, column);
            while (lines.advance()) {
                draft.at(lines.number());
                if (lines.isTooLong()) {
                    draft.leaveOut("too long a line");
                } else if (lines.first() != 0) {
                    reader.read(lines);
                }
            }
            return draft.done(lines.isUnfinished());
        }
    }

    /// Reads one line that is not empty.
    interface LineReader {
        void read(Lines line);
    }

    private LineReader reader(Draft draft, String column) {
        return switch (this) {
            case DROP -> new DropLines(draft);
            case NETSET -> new NetsetLines(draft);
            case CSV -> new CsvLines(draft, column);
            case IP4SET, IP4TRIE, IP6TRIE -> new RbldnsdLines(draft, this);
        };
    }
}
