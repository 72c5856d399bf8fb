package org.postern.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
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
    void n1_countsTheSocketsOfChildren() throws IOException {
        Files.createDirectories(proc.resolve("net"));
        Files.writeString(
                proc.resolve("net/tcp"),
                HEAD
                        + "   0: 0100007F:1172 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 4711 1\n");
        process(10, 1, "java");
        process(11, 10, "odd) name (");
        process(12, 11, "postgres");
        process(13, 1, "stranger");
        Files.createSymbolicLink(proc.resolve("12/fd/3"), Path.of("socket:[4711]"));
        assertThat(new Proc(proc).listeningOf(Set.of(10L))).hasSize(1);
        assertThat(new Proc(proc).listeningOf(Set.of(13L))).isEmpty();
        assertThat(new Proc(proc).listeningOf(Set.of(13L, 12L))).hasSize(1);
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
}
