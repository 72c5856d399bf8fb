package org.postern.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postern.kernel.Proc;

/// Sockets of the machine, declared and real. Other tests of this process may have some of their own.
class SocketCheckTest {
    @TempDir private Path folder;

    private List<String> found(Path... declared) {
        Set<Long> us = Set.of(ProcessHandle.current().pid());
        return new SocketCheck(List.of(declared), Proc.ofThisMachine(), us)
                .examine().stream()
                        .map(Diagnosis::toString)
                        .filter(it -> it.contains(folder.toString()))
                        .toList();
    }

    private static ServerSocketChannel listen(Path at) throws IOException {
        return ServerSocketChannel.open(StandardProtocolFamily.UNIX)
                .bind(UnixDomainSocketAddress.of(at));
    }

    @Test
    void promise8_whatIsDeclaredListensAndNothingElse() throws IOException {
        Path one = folder.resolve("one");
        Path hidden = Files.createDirectory(folder.resolve(".1"));
        Path moved = folder.resolve("moved");
        try (var _ = listen(one);
                var _ = listen(hidden.resolve("s"))) {
            Files.move(hidden.resolve("s"), moved);
            assertThat(found(one, moved)).hasSize(2).allMatch(it -> it.contains(" listens"));
            assertThat(found(moved)).anyMatch(it -> it.contains("undeclared listens on " + one));
            assertThat(found()).anyMatch(it -> it.contains("undeclared listens on " + hidden));
            Files.delete(one);
            assertThat(found(one, moved)).anyMatch(it -> it.contains(one + " was taken away"));
        }
        assertThat(found(moved)).singleElement().asString().contains("declared but nothing");
    }
}
