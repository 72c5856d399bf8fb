package org.postern.receive;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;

/// Any octets as the files of a certificate and its key, parted by a line `==`. They are a pair that belongs together, or
/// one line says which file is wrong without a word of what is in it. The keys among the seeds were made for this and are
/// nobody's.
class PemFilesFuzz {
    private static final byte[] LINE = "\n==\n".getBytes(StandardCharsets.US_ASCII);

    private final Path certificate = temporary();
    private final Path key = temporary();

    @FuzzTest(maxDuration = "10m")
    void m6_everyPairIsReadOrRefusedInALine(byte[] octets) throws IOException {
        int parting = parting(octets);
        Files.write(certificate, Arrays.copyOf(octets, parting));
        int from = Math.min(octets.length, parting + LINE.length);
        Files.write(key, Arrays.copyOfRange(octets, from, octets.length));
        try {
            PemFiles.Pair pair = PemFiles.read(certificate, key);
            if (pair.own().getPublicKey() == null) {
                throw new AssertionError("a pair without a public key");
            }
        } catch (TlsProblem e) {
            String said = String.valueOf(e.getMessage());
            if (!said.matches("[\\x20-\\x7e]{10,300}")) {
                throw new AssertionError("not a line: " + said, e);
            }
        }
    }

    private static int parting(byte[] octets) {
        for (int i = 0; i + LINE.length <= octets.length; i++) {
            if (Arrays.equals(octets, i, i + LINE.length, LINE, 0, LINE.length)) {
                return i;
            }
        }
        return octets.length;
    }

    private static Path temporary() {
        try {
            Path file =
                    Files.createTempFile(
                            "postern-pem",
                            ".fuzz",
                            PosixFilePermissions.asFileAttribute(
                                    PosixFilePermissions.fromString("rw-------")));
            file.toFile().deleteOnExit();
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
