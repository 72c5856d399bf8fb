package org.postern.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QueueRunTest {
    @TempDir private Path dir;

    /// The second of three runs was killed before it could take back what the first one left.
    @Test
    void j2_aRunThatIsKilledAtItsStartHidesNoneBeforeIt() throws Exception {
        Path file = dir.resolve("queue-worker");
        UUID first = UUID.randomUUID();
        UUID second = UUID.randomUUID();
        assertThat(QueueRun.next(file, first)).isEmpty();
        assertThat(QueueRun.next(file, second)).containsExactly(first);
        assertThat(QueueRun.next(file, UUID.randomUUID())).containsExactly(second, first);
        for (int i = 0; i < 40; i++) {
            QueueRun.next(file, UUID.randomUUID());
        }
        assertThat(QueueRun.next(file, UUID.randomUUID())).hasSize(16);
    }

    @Test
    void aDamagedFileSaysNothing() throws Exception {
        Path file = Files.writeString(dir.resolve("queue-worker"), "\u00ff\u0000");
        assertThat(QueueRun.next(file, UUID.randomUUID())).isEmpty();
        assertThat(QueueRun.next(file, UUID.randomUUID())).hasSize(1);
    }
}
