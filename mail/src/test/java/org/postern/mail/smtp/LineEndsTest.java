package org.postern.mail.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class LineEndsTest {
    @Test
    void findsWhatALookAtEachOctetFinds() {
        var random = new Random(3);
        for (int round = 0; round < 20_000; round++) {
            byte[] octets = new byte[random.nextInt(60)];
            random.nextBytes(octets);
            if (round % 2 == 0) {
                for (int i = 0; i < octets.length; i++) {
                    octets[i] =
                            (byte) "\r\n\t\u000b\u000c\u000e\u008d\u008a".charAt(random.nextInt(8));
                }
            }
            int from = random.nextInt(octets.length + 1);
            int to = from + random.nextInt(octets.length - from + 1);
            int expected = from;
            while (expected < to && octets[expected] != '\r' && octets[expected] != '\n') {
                expected++;
            }
            assertThat(LineEnds.next(octets, from, to)).isEqualTo(expected);
        }
    }
}
