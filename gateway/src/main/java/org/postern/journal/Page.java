package org.postern.journal;

/// Lines of plain text with a width, which wrap at blanks and stay indented. Everything that is put in is made safe for a
/// terminal.
final class Page {
    static final int WIDTH = 96;

    private final StringBuilder text = new StringBuilder(2048);

    /// A heading, with an empty line before it.
    Page heading(String words) {
        if (!text.isEmpty()) {
            text.append('\n');
        }
        return line(0, words);
    }

    /// A text of any length, indented.
    Page line(int indent, String words) {
        return labelled("", indent, words);
    }

    /// A label and a text beside it.
    ///
    /// @param column where the text begins; a longer label pushes only its own line
    Page labelled(String label, int column, String words) {
        String safeLabel = Printable.of(label);
        text.append(safeLabel);
        int at = safeLabel.length();
        if (at >= column && at > 0) {
            text.append(' ');
            at++;
        }
        while (at < column) {
            text.append(' ');
            at++;
        }
        wrap(Printable.of(words), at, column);
        text.append('\n');
        return this;
    }

    @Override
    public String toString() {
        return text.toString();
    }

    private void wrap(String words, int at, int indent) {
        int column = at;
        int from = 0;
        while (words.length() - from > WIDTH - column) {
            int room = Math.max(10, WIDTH - column);
            int end = from + Math.min(room, words.length() - from);
            int blank = words.lastIndexOf(' ', Math.min(end, words.length() - 1));
            boolean atBlank = blank > from && blank <= end;
            int cut =
                    atBlank
                            ? blank
                            : Character.isHighSurrogate(words.charAt(end - 1)) ? end - 1 : end;
            text.append(words, from, cut).append('\n').repeat(' ', indent);
            column = indent;
            from = atBlank ? cut + 1 : cut;
        }
        text.append(words, from, words.length());
    }
}
