package org.postern.mail.smtp;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Random;

/// Any octets, read as the reply of a server. A reply is clean and bounded, does not depend on how it arrives, and reads
/// as itself when it is written again.
class ReplyFuzz {
    @FuzzTest(maxDuration = "10m")
    void a17_repliesAreCleanAndReadAsThemselves(byte[] octets) throws IOException {
        var whole = new ReplyReader(new WireInput(Segments.splitAt(octets, octets.length)));
        var pieces =
                new ReplyReader(
                        new WireInput(Segments.randomly(octets, new Random(octets.length))));
        while (true) {
            ReplyReader.Result result = whole.read();
            if (!result.equals(pieces.read())) {
                throw new AssertionError("another reply in pieces than " + result);
            }
            if (!(result instanceof ReplyReader.Result.Received(Reply reply))) {
                return;
            }
            if (Capabilities.of(reply).maxMessage() <= 0) {
                throw new AssertionError("a server that takes no octets: " + reply);
            }
            byte[] written = reply.encode();
            var again =
                    new ReplyReader(new WireInput(Segments.splitAt(written, written.length)))
                            .read();
            if (!(again instanceof ReplyReader.Result.Received(Reply second))
                    || !second.equals(reply)) {
                throw new AssertionError(
                        result
                                + " became "
                                + again
                                + " from "
                                + new String(written, StandardCharsets.ISO_8859_1));
            }
        }
    }
}
