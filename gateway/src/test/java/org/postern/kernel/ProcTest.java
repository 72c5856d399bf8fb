package org.postern.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcTest {
    private static final String HEAD =
            "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n";

    @TempDir Path proc;

    @Test
    void n1_readsBothFamiliesAndOnlyWhatListens() throws IOException {
        Files.createDirectories(proc.resolve("net"));
        Files.writeString(
                proc.resolve("net/tcp"),
                HEAD
                        + "   0: 0100007F:1172 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 4711 1\n"
                        + "   1: 00000000:0019 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 4712 1\n"
                        + "   2: 0100007F:1172 0100007F:9999 01 00000000:00000000 00:00000000 00000000     0        0 4713 1\n");
        Files.writeString(
                proc.resolve("net/tcp6"),
                HEAD
                        + "   0: 00000000000000000000000001000000:1538 00000000000000000000000000000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 4714 1\n");
        assertThat(new Proc(proc).listening())
                .extracting(ListeningSocket::toString)
                .containsExactly("127.0.0.1:4466", "*:25", "[0:0:0:0:0:0:0:1]:5432");
        assertThat(new Proc(proc).listening())
                .extracting(ListeningSocket::isLoopback)
                .containsExactly(true, false, true);
    }

    @Test
    void n1_findsTheSocketsOfThisProcessAndTheirHolder() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var own = Proc.ofThisMachine().listeningOf(Set.of(ProcessHandle.current().pid()));
            assertThat(own).extracting(ListeningSocket::port).contains(socket.getLocalPort());
            assertThat(Proc.ofThisMachine().holderOf(socket.getLocalPort()))
                    .startsWith("process " + ProcessHandle.current().pid() + " (");
        }
    }

    @Test
    void n1_findsWhereThisProcessWaitsOnSocketsOfTheMachine() throws IOException {
        Path place = proc.resolve("odd name");
        try (var listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            listener.bind(UnixDomainSocketAddress.of(place));
            Set<Long> us = Set.of(ProcessHandle.current().pid());
            assertThat(Proc.ofThisMachine().localListeningOf(us)).contains(place.toString());
        }
        assertThat(new Proc(proc).localListeningOf(Set.of(1L))).isEmpty();
    }

    @Test
    void n1_countsTheSocketsOfChildren() throws IOException {
        listen4711();
        process(10, 1, "java");
        process(11, 10, "odd) name (");
        process(12, 11, "postgres");
        process(13, 1, "stranger");
        Files.createSymbolicLink(proc.resolve("12/fd/3"), Path.of("socket:[4711]"));
        assertThat(new Proc(proc).listeningOf(Set.of(10L))).hasSize(1);
        assertThat(new Proc(proc).listeningOf(Set.of(13L))).isEmpty();
        assertThat(new Proc(proc).listeningOf(Set.of(13L, 12L))).hasSize(1);
    }

    /// A process opens and closes files while it is looked at; what it listens on must be found all the same.
    @Test
    void n1_filesThatVanishInTheMidstHideNoSocket() throws IOException {
        listen4711();
        process(10, 1, "java");
        for (int i = 0; i < 20; i++) {
            // Looked at as a link, it is none: the same as one that is gone.
            Files.createFile(proc.resolve("10/fd/" + i));
            Files.createSymbolicLink(
                    proc.resolve("10/fd/" + (20 + i)), Path.of("socket:[" + (4700 + i) + "]"));
        }
        assertThat(new Proc(proc).listeningOf(Set.of(10L))).hasSize(1);
        try (DirectoryStream<Path> files = Files.newDirectoryStream(proc.resolve("10/fd"))) {
            assertThat(Proc.socketsIn(files)).hasSize(20).contains(4700L, 4719L);
        }
    }

    @Test
    void n1_aProcessThatEndsInTheMidstStopsNoCheck() throws IOException {
        Path seen = Files.createSymbolicLink(proc.resolve("3"), Path.of("socket:[4711]"));
        Iterable<Path> ends =
                () ->
                        Stream.of(seen, proc.resolve("4"), proc.resolve("5"))
                                .map(file -> {
                                    if (file.endsWith("5")) {
                                        throw new DirectoryIteratorException(
                                                new IOException("No such process"));
                                    }
                                    return file;
                                })
                                .iterator();
        assertThat(Proc.socketsIn(ends)).containsExactly(4711L);
    }

    /// A name is octets, and no text in particular.
    @Test
    void n1_aChildWithAnOddNameIsStillAChild() throws IOException {
        listen4711();
        process(10, 1, "java");
        process(11, 10, "odd");
        Files.writeString(
                proc.resolve("11/stat"),
                "11 (\u00ff\u00fe\n) S 10 1 1 0 -1",
                StandardCharsets.ISO_8859_1);
        Files.writeString(proc.resolve("11/comm"), "\u00ff\u00fe", StandardCharsets.ISO_8859_1);
        Files.createSymbolicLink(proc.resolve("11/fd/3"), Path.of("socket:[4711]"));
        assertThat(new Proc(proc).listeningOf(Set.of(10L))).hasSize(1);
        assertThat(new Proc(proc).holderOf(0x1172)).startsWith("process 11 (");
    }

    @Test
    void theHolderOfAFreePortIsUnknown() {
        assertThat(new Proc(proc).holderOf(1)).isEqualTo("an unknown process");
        assertThat(new Proc(proc.resolve("nowhere")).holderOf(1)).isEqualTo("an unknown process");
    }

    private void process(long pid, long parent, String name) throws IOException {
        Files.createDirectories(proc.resolve(pid + "/fd"));
        Files.writeString(
                proc.resolve(pid + "/stat"), pid + " (" + name + ") S " + parent + " 1 1 0 -1");
    }

    /// The kernel's list has one listener: socket 4711, port 0x1172 of loopback.
    private void listen4711() throws IOException {
        Files.createDirectories(proc.resolve("net"));
        Files.writeString(
                proc.resolve("net/tcp"),
                HEAD
                        + "   0: 0100007F:1172 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 4711 1\n");
    }
}
