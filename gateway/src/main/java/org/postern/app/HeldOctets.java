package org.postern.app;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import org.postern.app.control.Handler.Answers;
import tools.jackson.databind.JsonNode;

/// The octets of a held message on their way from the gateway to the command line: in pieces, each a line of its own, so
/// that neither end ever has more of them in memory than it needs. This is the side of the command line.
abstract class HeldOctets {
    private static final String FIELD = "octets";
    private static final int PIECE = 64 * 1024;

    /// Most octets that are made into text; a message may be larger than the memory of the command line.
    private static final int MOST_TEXT = 16 << 20;

    /// Answers with all octets; the side of the gateway.
    static void tell(ByteBuffer octets, Answers answers) {
        var piece = new byte[Math.min(PIECE, octets.remaining())];
        while (octets.hasRemaining()) {
            int length = Math.min(piece.length, octets.remaining());
            octets.get(piece, 0, length);
            ByteBuffer coded = Base64.getEncoder().encode(ByteBuffer.wrap(piece, 0, length));
            answers.add(Map.of(FIELD, new String(coded.array(), 0, coded.limit(), US_ASCII)));
        }
    }

    /// Whether a line of the answer is a piece, and not what is known of a copy.
    static boolean arePiece(JsonNode line) {
        return line.has(FIELD);
    }

    /// Writes the octets of the first copy that has any as they were received; those of the others are the same.
    static HeldOctets asTheyCome(PrintStream to) {
        return new AsTheyCome(to);
    }

    /// Shows the octets of each copy as text.
    static HeldOctets asText(PrintWriter to) {
        return new AsText(to);
    }

    /// Takes the next piece of a copy.
    final void take(JsonNode line) {
        take(Base64.getDecoder().decode(line.path(FIELD).asString()));
    }

    abstract void take(byte[] piece);

    /// No more pieces of this copy come.
    abstract void end();

    private static final class AsTheyCome extends HeldOctets {
        private final PrintStream to;
        private boolean some;
        private boolean done;

        AsTheyCome(PrintStream to) {
            this.to = to;
        }

        @Override
        void take(byte[] piece) {
            some = true;
            if (!done) {
                to.write(piece, 0, piece.length);
            }
        }

        @Override
        void end() {
            done = some;
            to.flush();
        }
    }

    private static final class AsText extends HeldOctets {
        private final PrintWriter to;
        private ByteArrayOutputStream octets = new ByteArrayOutputStream();
        private long left;

        AsText(PrintWriter to) {
            this.to = to;
        }

        @Override
        void take(byte[] piece) {
            int length = Math.min(piece.length, MOST_TEXT - octets.size());
            octets.write(piece, 0, length);
            left += piece.length - length;
        }

        @Override
        void end() {
            if (octets.size() > 0) {
                HeldText.print(ByteBuffer.wrap(octets.toByteArray()), to);
            }
            if (left > 0) {
                to.printf(Locale.ROOT, "%n[and %,d octets more; --raw prints all]%n", left);
            }
            octets = new ByteArrayOutputStream();
            left = 0;
        }
    }
}
