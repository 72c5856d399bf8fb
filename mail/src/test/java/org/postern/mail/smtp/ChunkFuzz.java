package org.postern.mail.smtp;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Any octets as content in chunks. However they are cut, into chunks and on the network, the same comes out of them, and
/// not an octet behind the last chunk is touched.
class ChunkFuzz {
    private static final ContentLimits LIMITS = new ContentLimits(4000, 1000, 4000);
    private static final byte[] BEHIND = "QUIT\r\n".getBytes(StandardCharsets.US_ASCII);

    private record Read(DataReader.Ending ending, String content) {}

    @FuzzTest(maxDuration = "10m")
    void a9_a11_chunksAreContentAndNothingElse(byte[] octets) throws IOException {
        int size = octets.length == 0 ? 1 : 1 + (octets[0] & 0xff);
        Read whole = read(octets, octets.length, octets.length + BEHIND.length);
        Read chunked = read(octets, size, 1 + size / 3);
        if (whole.ending() instanceof DataReader.Ending.Complete) {
            require(chunked.equals(whole), whole + " and " + chunked);
            String text = new String(octets, StandardCharsets.ISO_8859_1);
            require(whole.content().equals(text), "another content");
            String lines = text.replace("\r\n", "");
            require(lines.indexOf('\r') < 0 && lines.indexOf('\n') < 0, "a bare line end");
            require(octets.length <= LIMITS.message(), "too large");
        } else {
            require(
                    !(chunked.ending() instanceof DataReader.Ending.Complete),
                    whole + " and " + chunked);
        }
    }

    private static Read read(byte[] octets, int chunk, int segment) throws IOException {
        byte[] all = Arrays.copyOf(octets, octets.length + BEHIND.length);
        System.arraycopy(BEHIND, 0, all, octets.length, BEHIND.length);
        List<byte[]> segments = new ArrayList<>();
        for (int i = 0; i < all.length; i += segment) {
            segments.add(Arrays.copyOfRange(all, i, Math.min(all.length, i + segment)));
        }
        var in = new WireInput(new Segments(segments));
        var reader = new ChunkReader(in, LIMITS);
        var content = new ByteArrayOutputStream();
        int from = 0;
        while (true) {
            int length = Math.min(chunk, octets.length - from);
            from += length;
            boolean last = from == octets.length;
            DataReader.Ending ending = reader.read(content::write, length, last);
            boolean over = last || !(ending instanceof DataReader.Ending.Complete);
            if (over && last && ending instanceof DataReader.Ending.Complete) {
                require(
                        in.readLine(100).equals(new Line.Complete("QUIT")),
                        "octets behind the last chunk were touched");
            }
            if (over) {
                return new Read(ending, content.toString(StandardCharsets.ISO_8859_1));
            }
        }
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new AssertionError(otherwise);
        }
    }
}
