package org.postern.mail.address;

/// The words of a header field up to the character that says what they are: a display name or a local part.
final class Words {
    private final StringBuilder joined = new StringBuilder();
    private final StringBuilder phrase = new StringBuilder();
    private boolean gaps;
    private boolean afterDot = true;
    private boolean sound = true;

    void clear() {
        joined.setLength(0);
        phrase.setLength(0);
        gaps = false;
        afterDot = true;
        sound = true;
    }

    boolean isEmpty() {
        return phrase.isEmpty() && joined.isEmpty() && afterDot;
    }

    void add(String word, boolean gapBefore) {
        if (gapBefore && !phrase.isEmpty()) {
            phrase.append(' ');
            gaps = true;
        }
        phrase.append(word);
        joined.append(word);
        sound &= afterDot;
        afterDot = false;
    }

    void addDot(boolean gapBefore) {
        if (gapBefore && !phrase.isEmpty()) {
            phrase.append(' ');
            gaps = true;
        }
        phrase.append('.');
        joined.append('.');
        sound &= !afterDot;
        afterDot = true;
    }

    /// Whether the words are joined by single dots, as those of a local part are.
    boolean isLocalPart() {
        return sound && !afterDot;
    }

    boolean hasGaps() {
        return gaps;
    }

    String joined() {
        return joined.toString();
    }

    String phrase() {
        return phrase.toString();
    }
}
