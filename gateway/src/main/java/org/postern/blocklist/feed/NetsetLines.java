package org.postern.blocklist.feed;

/// Lines with an address, a network or a range each.
final class NetsetLines implements FeedFormat.LineReader {
    private final Draft draft;

    NetsetLines(Draft draft) {
        this.draft = draft;
    }

    @Override
    public void read(Lines line) {
        int end = line.from();
        while (end < line.to() && line.at(end) != '#' && line.at(end) != ';') {
            end++;
        }
        while (end > line.from() && Lines.isSpace(line.at(end - 1))) {
            end--;
        }
        if (end > line.from()) {
            draft.add(line, line.from(), end, Span.Style.WHOLE, "");
        }
    }
}
