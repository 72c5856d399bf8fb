package org.postern.mail.mime;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Two readings of the same mail: equal where it is well-formed, and never more in the other one without an ambiguity.
final class DifferentialTest {
    private static final int MAX = 1_000_000;

    static List<Mime4jReading.Leaf> leaves(Structure structure) {
        return structure.parts().stream()
                .filter(it -> it.isLeaf() && !it.type().isMultipart())
                .map(it -> new Mime4jReading.Leaf(it.type().full(), content(structure, it)))
                .toList();
    }

    /// Every body that is no multipart: leaves, and mails in the mail, some of which are files for others
    /// (`message/news`).
    static List<Mime4jReading.Leaf> bodies(Structure structure) {
        return structure.parts().stream()
                .filter(it -> !it.type().isMultipart())
                .map(it -> new Mime4jReading.Leaf(it.type().full(), content(structure, it)))
                .toList();
    }

    private static String content(Structure structure, Part part) {
        return new String(structure.decoded(part).all(MAX), StandardCharsets.ISO_8859_1);
    }

    @Test
    void d8_wellFormedMailIsReadAlike() {
        for (long seed = 0; seed < 500; seed++) {
            byte[] message = new MailGenerator(seed).mail();
            Structure structure = Inspect.read(message, MimeLimits.DEFAULT);
            Inspect.checkRules(structure, message.length, MimeLimits.DEFAULT);
            assertThat(structure.ambiguities()).as("seed %s", seed).isEmpty();
            assertThat(leaves(structure))
                    .as("seed %s", seed)
                    .isEqualTo(Mime4jReading.leaves(message));
        }
    }

    @Test
    void d8_whatTheOtherFindsInDamagedMailIsFoundOrAmbiguous() {
        for (long seed = 0; seed < 3_000; seed++) {
            byte[] message = damaged(seed);
            Structure structure = Inspect.read(message, MimeLimits.DEFAULT);
            Inspect.checkRules(structure, message.length, MimeLimits.DEFAULT);
            if (!structure.isAmbiguous() && structure.limit().isEmpty()) {
                assertThat(leaves(structure)).as("seed %s", seed).containsAll(files(message));
            }
        }
    }

    /// What mime4j takes for a file: a leaf that is not text, and not empty.
    static List<Mime4jReading.Leaf> files(byte[] message) {
        return Mime4jReading.leaves(message).stream()
                .filter(it -> !it.type().startsWith("text/") && !it.content().isEmpty())
                .toList();
    }

    /// A well-formed mail with some pieces removed, doubled, moved or replaced.
    private static byte[] damaged(long seed) {
        var random = new Random(seed);
        String text = new String(new MailGenerator(seed).mail(), StandardCharsets.ISO_8859_1);
        List<String> dirt =
                List.of(
                        "\r\n",
                        "--",
                        "\r",
                        "\n",
                        "\"",
                        ";",
                        " ",
                        "\0",
                        "Content-Type: text/plain\r\n",
                        "boundary=x;",
                        "=",
                        "(",
                        ":",
                        "\t",
                        "\\");
        for (int i = random.nextInt(4); i >= 0; i--) {
            int from = random.nextInt(text.length());
            int to = Math.min(text.length(), from + random.nextInt(12));
            String piece =
                    switch (random.nextInt(4)) {
                        case 0 -> "";
                        case 1 -> text.substring(from, to).repeat(2);
                        case 2 -> dirt.get(random.nextInt(dirt.size())) + text.substring(from, to);
                        default -> dirt.get(random.nextInt(dirt.size()));
                    };
            text = text.substring(0, from) + piece + text.substring(to);
        }
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
