package org.postern.mail.mime;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;

final class DecodingFuzz {
    @FuzzTest(maxDuration = "10m")
    void everyBodyDecodesToNoMoreThanItsLength(byte[] body) {
        var octets = new Octets(ByteBuffer.wrap(body));
        var span = new Span(0, body.length);
        for (TransferEncoding encoding : TransferEncoding.values()) {
            for (Decoding.Leniency leniency : Decoding.Leniency.values()) {
                byte[] all =
                        Decoding.of(octets, span, encoding, leniency).all(Integer.MAX_VALUE - 8);
                // a uuencoded line may promise 63 octets and hold fewer
                int most =
                        encoding == TransferEncoding.UUENCODE ? body.length * 2 + 4 : body.length;
                assertThat(all.length).isLessThanOrEqualTo(most);
            }
        }
    }

    @FuzzTest(maxDuration = "10m")
    void whatIsEncodedWellIsDecodedInEveryWayAlike(byte[] plain) {
        byte[] encoded = Base64.getMimeEncoder().encode(plain);
        var octets = new Octets(ByteBuffer.wrap(encoded));
        for (Decoding.Leniency leniency : Decoding.Leniency.values()) {
            var span = new Span(0, encoded.length);
            assertThat(
                            Decoding.of(octets, span, TransferEncoding.BASE64, leniency)
                                    .all(plain.length + 1))
                    .isEqualTo(plain);
        }
    }

    @FuzzTest(maxDuration = "10m")
    void noCharsetThrows(byte[] input) {
        int end = 0;
        while (end < input.length && input[end] != '\n') {
            end++;
        }
        String label = new String(input, 0, end, StandardCharsets.ISO_8859_1);
        byte[] rest = Arrays.copyOfRange(input, Math.min(input.length, end + 1), input.length);
        assertThat(Charsets.decode(label, rest)).isNotNull();
    }
}
