package org.postern.journey;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class Sha256Test {
    /// The first example of NIST's test vectors for FIPS 180-4.
    private static final String OF_ABC =
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    @Test
    void hashesWhatRemainsOfABuffer() {
        ByteBuffer octets = ByteBuffer.wrap("xabc".getBytes(StandardCharsets.US_ASCII)).position(1);

        assertThat(HexFormat.of().formatHex(Sha256.of(octets))).isEqualTo(OF_ABC);
        assertThat(octets.hasRemaining()).isFalse();
    }

    @Test
    void hashesOfManyThreadsDoNotMix() throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var hashes =
                    IntStream.range(0, 200)
                            .mapToObj(_ -> threads.submit(() -> Sha256.of(octets("abc"))))
                            .toList();
            for (Future<byte[]> hash : hashes) {
                assertThat(HexFormat.of().formatHex(hash.get())).isEqualTo(OF_ABC);
            }
        }
    }

    private static ByteBuffer octets(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)).asReadOnlyBuffer();
    }
}
