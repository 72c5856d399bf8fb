package org.postern.mail.smtp;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Random;

/// Any octets behind DATA. How they arrive changes nothing, the reading agrees with the definition in the RFC, and what
/// was received is one message when it is sent on.
class DataFuzz {
    private static final ContentLimits LIMITS = new ContentLimits(1 << 20, 1000, 1 << 20);

    private record Reading(DataReader.Ending ending, String content, String rest) {}

    @FuzzTest(maxDuration = "10m")
    void a2_a5_oneMessageHoweverItArrives(byte[] octets) throws IOException, IllegalContent {
        Reading whole = read(Segments.splitAt(octets, octets.length));
        Reading pieces = read(Segments.randomly(octets, new Random(octets.length)));
        if (!whole.equals(pieces)) {
            throw new AssertionError(whole + " in one segment, " + pieces + " in several");
        }
        if (!(whole.ending() instanceof DataReader.Ending.Complete)) {
            return;
        }
        Reading defined = definition(new String(octets, StandardCharsets.ISO_8859_1));
        if (!whole.equals(defined)) {
            throw new AssertionError(whole + " is not as defined: " + defined);
        }
        Reading again = read(Segments.splitAt(sent(whole.content()), 0));
        if (!again.equals(new Reading(whole.ending(), whole.content(), ""))) {
            throw new AssertionError(whole + " arrives as " + again);
        }
    }

    /// RFC 5321 §4.5.2, said in the slowest way.
    private static Reading definition(String wire) {
        String text = "\r\n" + wire;
        int end = text.indexOf("\r\n.\r\n");
        String content = text.substring(0, end + 2).replace("\r\n.", "\r\n").substring(2);
        return new Reading(
                new DataReader.Ending.Complete(content.length()), content, text.substring(end + 5));
    }

    private static byte[] sent(String content) throws IOException, IllegalContent {
        var out = new ByteArrayOutputStream();
        var writer = new DataWriter(out::write);
        byte[] octets = Segments.octets(content);
        int half = octets.length / 2;
        writer.write(octets, 0, half);
        writer.write(octets, half, octets.length - half);
        writer.finish();
        return out.toByteArray();
    }

    private static Reading read(Segments wire) throws IOException {
        var in = new WireInput(wire);
        var content = new StringBuilder();
        DataReader.Ending ending =
                new DataReader(in, LIMITS)
                        .read((from, offset, length) ->
                                content.append(
                                        new String(
                                                from,
                                                offset,
                                                length,
                                                StandardCharsets.ISO_8859_1)));
        if (!(ending instanceof DataReader.Ending.Complete)) {
            return new Reading(ending, "", "");
        }
        String buffered =
                new String(in.buffer(), in.start(), in.buffered(), StandardCharsets.ISO_8859_1);
        return new Reading(
                ending,
                content.toString(),
                buffered + new String(wire.readAllBytes(), StandardCharsets.ISO_8859_1));
    }
}
