package org.postern.app;

import java.io.PrintWriter;
import java.nio.ByteBuffer;
import java.util.List;
import org.postern.journal.Printable;
import org.postern.mail.mime.MimeLimits;
import org.postern.mail.mime.Part;
import org.postern.mail.mime.Structure;
import org.postern.mail.mime.StructureReader;

/// Shows a held message as text: the usual header fields, the parts, and the beginning of each text part. Nothing of it
/// can act on the terminal.
final class HeldText {
    private static final List<String> FIELDS =
            List.of("From", "To", "Cc", "Subject", "Date", "Message-ID");
    private static final int MAX_TEXT = 4096;
    private static final int MAX_LINES = 60;

    private HeldText() {}

    static void print(ByteBuffer octets, PrintWriter out) {
        Structure structure = StructureReader.read(octets.asReadOnlyBuffer(), MimeLimits.DEFAULT);
        for (String field : FIELDS) {
            for (var found : structure.root().header().all(field)) {
                out.println(field + ": " + Printable.of(found.text()));
            }
        }
        structure.ambiguities().forEach(it -> out.println("! " + Printable.of(it.toString())));
        for (Part part : structure.parts()) {
            out.println();
            String name = part.fileName().map(it -> " “" + Printable.of(it) + "”").orElse("");
            out.println(
                    "[part " + part.path() + ": " + Printable.of(part.type().full()) + name + "]");
            if (part.isLeaf() && part.type().isText()) {
                structure
                        .text(part, MAX_TEXT)
                        .lines()
                        .limit(MAX_LINES)
                        .forEach(line -> out.println("  " + Printable.of(line)));
            }
        }
    }
}
