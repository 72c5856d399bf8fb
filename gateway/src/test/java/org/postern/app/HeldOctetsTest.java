package org.postern.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class HeldOctetsTest {
    private static final int LARGE = 300_000;
    private static final int LONGEST_LINE = 100_000;

    @Test
    void promise7_octetsGoInSmallPiecesAndComeOutTheSame() {
        var octets = new byte[LARGE];
        new Random(1).nextBytes(octets);
        List<JsonNode> lines = lines(octets);
        assertThat(lines).allMatch(HeldOctets::arePiece);
        assertThat(lines).allMatch(line -> line.toString().length() < LONGEST_LINE);
        var out = new ByteArrayOutputStream();
        var held = HeldOctets.asTheyCome(new PrintStream(out, true, StandardCharsets.UTF_8));
        for (int copy = 0; copy < 2; copy++) {
            lines.forEach(held::take);
            held.end();
        }
        assertThat(out.toByteArray()).isEqualTo(octets);
    }

    @Test
    void rawWritesBeforeTheEnd() {
        var out = new ByteArrayOutputStream();
        var held = HeldOctets.asTheyCome(new PrintStream(out, true, StandardCharsets.UTF_8));
        held.end();
        held.take(lines(new byte[LARGE]).getFirst());
        assertThat(out.size()).isEqualTo(65_536);
    }

    @Test
    void textOfALargeMessageEndsSomewhere() {
        String message = "Subject: large\r\n\r\n" + "text\r\n".repeat(3_000_000);
        var text = new StringWriter();
        var held = HeldOctets.asText(new PrintWriter(text));
        lines(message.getBytes(StandardCharsets.US_ASCII)).forEach(held::take);
        held.end();
        assertThat(text.toString())
                .contains("Subject: large", "octets more; --raw prints all")
                .hasSizeLessThan(10_000);
    }

    private static List<JsonNode> lines(byte[] octets) {
        var lines = new ArrayList<JsonNode>();
        HeldOctets.tell(
                ByteBuffer.wrap(octets).asReadOnlyBuffer(),
                answer -> lines.add(JsonMapper.shared().valueToTree(answer)));
        return lines;
    }
}
