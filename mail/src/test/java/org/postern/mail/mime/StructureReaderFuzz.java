package org.postern.mail.mime;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.List;

final class StructureReaderFuzz {
    private static final MimeLimits SMALL = new MimeLimits(4, 8, 2_000, 20, 500, 5, 40, 20);

    @FuzzTest(maxDuration = "5m")
    void everyStructureObeysTheRules(byte[] message) {
        for (MimeLimits limits : new MimeLimits[] {MimeLimits.DEFAULT, SMALL}) {
            Structure structure = Inspect.read(message, limits);
            Inspect.checkRules(structure, message.length, limits);
            assertThat(Inspect.dump(Inspect.read(message, limits)))
                    .isEqualTo(Inspect.dump(structure));
            for (Part part : structure.parts()) {
                part.fileNames();
                part.header().fields().forEach(HeaderField::text);
                structure.readings(part).forEach(it -> it.all(10_000));
            }
        }
    }

    @FuzzTest(maxDuration = "5m")
    void noFileOfAnotherReadingIsMissedUnlessAmbiguous(byte[] message) {
        Structure structure = Inspect.read(message, MimeLimits.DEFAULT);
        if (!structure.isAmbiguous() && structure.limit().isEmpty()) {
            assertThat(withPlainEnds(DifferentialTest.bodies(structure)))
                    .containsAll(withPlainEnds(DifferentialTest.files(message)));
        }
    }

    /// Under quoted-printable, mime4j makes CRLF of a bare LF, which no mail from the wire has; and the empty line that
    /// ends the header of a mail without body may be the line end that belongs to a boundary.
    private static List<Mime4jReading.Leaf> withPlainEnds(List<Mime4jReading.Leaf> leaves) {
        return leaves.stream()
                .map(it ->
                        new Mime4jReading.Leaf(
                                it.type(), it.content().replace("\r", "").stripTrailing()))
                .toList();
    }
}
