package org.postern.blocklist.feed;

import java.util.Optional;

/// Lines with fields: one of them has the address. A field in quotes may have commas; quotes do not go on in the next line.
final class CsvLines implements FeedFormat.LineReader {
    private final Draft draft;
    private final String wanted;
    private int column;
    private boolean first = true;

    private int from;
    private int to;

    /// @param column the number of the field, from 1, or its name in the first line; empty for the first field
    CsvLines(Draft draft, String column) {
        this.draft = draft;
        boolean isNumber = !column.isEmpty() && column.chars().allMatch(c -> c >= '0' && c <= '9');
        this.wanted = isNumber || column.isEmpty() ? "" : column;
        this.column = isNumber ? Integer.parseInt(column) - 1 : column.isEmpty() ? 0 : -1;
    }

    @Override
    public void read(Lines line) {
        boolean comment = line.first() == '#';
        if (column < 0) {
            find(line, comment ? line.from() + 1 : line.from());
            if (column < 0 && !comment) {
                draft.leaveOut("no field is called " + wanted);
            }
            return;
        }
        if (comment) {
            return;
        }
        boolean mayBeNames = first;
        first = false;
        if (!field(line, line.from(), column) || from == to) {
            draft.leaveOut("no such field");
        } else if (!mayBeNames || hasDigit(line)) {
            draft.add(line, from, to, Span.Style.WHOLE, "");
        }
    }

    /// Names of fields stand in the first line, if anywhere.
    private boolean hasDigit(Lines line) {
        for (int i = from; i < to; i++) {
            if (line.at(i) >= '0' && line.at(i) <= '9' || line.at(i) == ':') {
                return true;
            }
        }
        return false;
    }

    private void find(Lines line, int start) {
        for (int i = 0; field(line, start, i); i++) {
            if (line.text(from, to).equalsIgnoreCase(wanted)) {
                column = i;
                first = false;
                return;
            }
        }
    }

    /// Goes to a field, without the quotes and white space around it.
    private boolean field(Lines line, int start, int index) {
        int at = start;
        for (int i = 0; at <= line.to(); i++) {
            int end = end(line, at);
            if (i == index) {
                trim(line, at, end);
                return true;
            }
            at = end + 1;
        }
        return false;
    }

    private static int end(Lines line, int start) {
        boolean quoted = false;
        int at = start;
        while (at < line.to() && (quoted || line.at(at) != ',')) {
            quoted ^= line.at(at) == '"';
            at++;
        }
        return at;
    }

    private void trim(Lines line, int start, int end) {
        from = start;
        to = end;
        while (from < to && Lines.isSpace(line.at(from))) {
            from++;
        }
        while (to > from && Lines.isSpace(line.at(to - 1))) {
            to--;
        }
        if (to - from >= 2 && line.at(from) == '"' && line.at(to - 1) == '"') {
            trim(line, from + 1, to - 1);
        }
    }

    static Optional<String> problem(String column) {
        boolean isNumber = column.chars().allMatch(c -> c >= '0' && c <= '9');
        return isNumber && (column.length() > 3 || column.startsWith("0"))
                ? Optional.of("write a column from 1 to 999, or its name")
                : Optional.empty();
    }
}
