package org.postern.mail.mime;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// What tests of this package share: reading text as mail, the rules every structure obeys, and a structure as text.
final class Inspect {
    private static final int PREVIEW = 40;

    private Inspect() {}

    /// Reads a message written with LF line ends as mail with CRLF.
    static Structure mail(String message) {
        return octets(message.replace("\n", "\r\n"));
    }

    /// Reads a message exactly as it stands, one octet for each character.
    static Structure octets(String message) {
        return read(message.getBytes(StandardCharsets.ISO_8859_1), MimeLimits.DEFAULT);
    }

    static Structure read(byte[] message, MimeLimits limits) {
        return StructureReader.read(ByteBuffer.wrap(message).asReadOnlyBuffer(), limits);
    }

    static List<Ambiguity.Kind> kinds(Structure structure) {
        return structure.ambiguities().stream().map(Ambiguity::kind).toList();
    }

    /// Spans lie in the message and inside each other, siblings in order and apart, paths and counts within limits.
    static void checkRules(Structure structure, int size, MimeLimits limits) {
        checkPart(structure.root(), new Span(0, size));
        List<Part> parts = structure.parts();
        assertThat(parts).hasSizeLessThanOrEqualTo(limits.parts());
        for (Part part : parts) {
            assertThat(part.path().split("\\.")).hasSizeLessThanOrEqualTo(limits.depth());
        }
        for (Span span : structure.outside()) {
            assertThat(encloses(new Span(0, size), span)).isTrue();
        }
    }

    private static boolean encloses(Span around, Span inside) {
        return around.from() <= inside.from() && inside.to() <= around.to();
    }

    private static void checkPart(Part part, Span around) {
        assertThat(encloses(around, part.span())).as("part %s in %s", part, around).isTrue();
        assertThat(part.header().span().to()).isLessThanOrEqualTo(part.body().from());
        for (HeaderField field : part.header().fields()) {
            assertThat(encloses(field.whole(), field.value())).isTrue();
        }
        assertThat(part.preamble().isEmpty() || encloses(part.body(), part.preamble())).isTrue();
        for (Span epilogue : part.epilogues()) {
            assertThat(encloses(part.body(), epilogue)).isTrue();
        }
        int last = part.body().from();
        for (Part child : part.children()) {
            assertThat(child.span().from()).isGreaterThanOrEqualTo(last);
            checkPart(child, part.body());
            last = child.span().to();
        }
    }

    /// A structure as text, one line for each part, ambiguity and stretch outside.
    static String dump(Structure structure) {
        var lines = new ArrayList<String>();
        structure.subject().ifPresent(it -> lines.add("subject  " + visible(it)));
        structure.from().ifPresent(it -> lines.add("from     " + visible(it)));
        structure.messageId().ifPresent(it -> lines.add("id       " + it));
        lines.add("received " + structure.received());
        for (Part part : structure.parts()) {
            var line = new StringBuilder("part     " + part.path() + " " + part.type().full());
            part.type().charset().ifPresent(it -> line.append(" charset=").append(visible(it)));
            line.append(" ").append(part.encodings().toString());
            if (!part.disposition().isEmpty()) {
                line.append(" ").append(part.disposition());
            }
            if (!part.fileNames().isEmpty()) {
                line.append(" names=").append(visible(part.fileNames().toString()));
            }
            line.append(" fields=").append(part.header().fields().size());
            line.append(" body=").append(part.body().from()).append("..").append(part.body().to());
            lines.add(line.toString());
            if (part.isLeaf()) {
                String text = structure.text(part, 1_000_000);
                lines.add(
                        "  text   " + visible(text.substring(0, Math.min(PREVIEW, text.length()))));
            }
        }
        for (Span span : structure.outside()) {
            String text = StandardCharsets.ISO_8859_1.decode(structure.octets(span)).toString();
            lines.add("outside  " + visible(text.substring(0, Math.min(PREVIEW, text.length()))));
        }
        structure.ambiguities().forEach(it -> lines.add(it.kind().concern() + " " + it));
        structure.limit().ifPresent(it -> lines.add("LIMIT " + it));
        return String.join("\n", lines) + "\n";
    }

    private static String visible(String text) {
        var safe = new StringBuilder();
        text.codePoints()
                .forEach(c -> {
                    switch (c) {
                        case '\r' -> safe.append("\\r");
                        case '\n' -> safe.append("\\n");
                        default -> {
                            if (Character.isISOControl(c)) {
                                safe.append("\\x").append(Integer.toHexString(c));
                            } else {
                                safe.appendCodePoint(c);
                            }
                        }
                    }
                });
        return safe.toString();
    }
}
