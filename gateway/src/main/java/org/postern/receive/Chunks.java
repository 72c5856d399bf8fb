package org.postern.receive;

import java.io.IOException;
import java.util.Optional;
import org.postern.journey.Content;
import org.postern.mail.smtp.ChunkReader;
import org.postern.mail.smtp.ContentLimits;
import org.postern.mail.smtp.DataReader;
import org.postern.mail.smtp.State;
import org.postern.mail.smtp.WireInput;

/// A message that comes in chunks, as far as it has come. For one message and one thread; closing it forgets the message,
/// unless it was finished.
final class Chunks implements AutoCloseable {
    private final Intake intake;
    private final ChunkReader reader;

    Chunks(Intake intake, WireInput in, ContentLimits limits) {
        this.intake = intake;
        this.reader = new ChunkReader(in, limits);
    }

    /// Reads the next chunk.
    ///
    /// @throws IOException the connection has to end
    DataReader.Ending read(State.Chunk chunk) throws IOException {
        return reader.read(intake, chunk.octets(), chunk.last());
    }

    /// Whether there was no room for what has come.
    boolean isDropping() {
        return intake.isDropping();
    }

    /// The whole message, or empty if there was no room for it.
    Optional<Content> finish() {
        return intake.finish();
    }

    @Override
    public void close() {
        intake.close();
    }
}
