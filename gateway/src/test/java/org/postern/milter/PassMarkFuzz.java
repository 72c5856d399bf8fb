package org.postern.milter;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Random;
import org.postern.journey.Content;
import org.postern.journey.Envelope;
import org.postern.journey.MailId;
import org.postern.journey.Sha256;
import org.postern.mail.address.Address;
import org.postern.mail.address.Domain;
import org.postern.mail.address.ReversePath;

/// Any octets as the value of a field that says a message passed before, and as that message.
class PassMarkFuzz {
    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
    private static final Envelope ENVELOPE =
            new Envelope(
                    ReversePath.Null.NULL,
                    List.of(new Address("ann", new Domain.Name("own.example"))),
                    false);

    /// None is taken for ours.
    @FuzzTest(maxDuration = "10m")
    void whatNobodySealedIsForeign(byte[] octets) {
        var nobody =
                new Seals() {
                    @Override
                    public String seal(byte[] sealed) {
                        throw new AssertionError("nothing is sealed in reading");
                    }

                    @Override
                    public boolean fits(String seal, byte[] sealed) {
                        return false;
                    }
                };
        var mark = new PassMark(nobody, InstantSource.fixed(NOW));
        String value = new String(octets, StandardCharsets.ISO_8859_1);
        if (!(mark.read(value, ENVELOPE, new Octets(ByteBuffer.wrap(octets)))
                instanceof PassMark.Reading.Foreign)) {
            throw new AssertionError("taken for ours: " + value);
        }
    }

    /// Whatever a message is.
    @FuzzTest(maxDuration = "10m")
    void whatWeSealedIsKnownAgain(byte[] octets) {
        var mark = new PassMark(new PlainSeals(), InstantSource.fixed(NOW));
        MailId id = MailId.next(InstantSource.fixed(NOW), new Random(7));
        String field = mark.field(id, ENVELOPE, new Octets(ByteBuffer.wrap(octets)));
        String value = field.substring(field.indexOf(':') + 1);
        PassMark.Reading read = mark.read(value, ENVELOPE, new Octets(ByteBuffer.wrap(octets)));
        if (!read.equals(new PassMark.Reading.Passed(id))) {
            throw new AssertionError("not known again: " + read);
        }
    }

    private record Octets(ByteBuffer buffer) implements Content {
        @Override
        public long size() {
            return buffer.remaining();
        }

        @Override
        public ByteBuffer octets() {
            return buffer.duplicate();
        }

        @Override
        public byte[] sha256() {
            return Sha256.of(octets());
        }

        @Override
        public void close() {}
    }
}
