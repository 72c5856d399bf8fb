package org.postern.inspect;

import java.util.Optional;
import org.postern.journey.Dossier.Summary;
import org.postern.mail.mime.Structure;

/// Takes from a message what identifies it to a person.
final class Summaries {
    /// Longest text kept, in characters: enough to recognise a mail, too little to store one in a subject.
    private static final int MAX_TEXT = 250;

    private Summaries() {}

    static Summary of(long size, String sha256, Structure structure) {
        return new Summary(
                size,
                sha256,
                messageId(structure.messageId()),
                cut(structure.subject()),
                cut(structure.from()));
    }

    private static String messageId(Optional<String> field) {
        String id = cut(field);
        return id.startsWith("<") && id.endsWith(">") ? id.substring(1, id.length() - 1) : id;
    }

    private static String cut(Optional<String> field) {
        String text = field.orElse("").strip();
        if (text.length() > MAX_TEXT) {
            text = text.substring(0, text.offsetByCodePoints(0, text.codePointCount(0, MAX_TEXT)));
        }
        return text.indexOf('\0') < 0 ? text : text.replace('\0', '\ufffd');
    }
}
