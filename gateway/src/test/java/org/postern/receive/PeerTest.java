package org.postern.receive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postern.mail.smtp.Line;
import org.postern.mail.smtp.Reply;
import org.postern.settings.ByteSize;

/// Long waits, which are ended from outside. Short ones are seen through in [LimitsTest].
@Timeout(value = 1, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PeerTest {
    private static final Duration LONG = Duration.ofMinutes(5);

    private final EdgeSettings.Times times =
            new EdgeSettings.Times(
                    Duration.ZERO, LONG, LONG, new ByteSize(1), LONG, LONG, LONG, LONG, LONG);

    private ServerSocket listener;
    private Socket client;
    private Peer peer;

    @BeforeEach
    void connect() throws IOException {
        listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        client = new Socket(listener.getInetAddress(), listener.getLocalPort());
        client.setSoTimeout(20_000);
        peer = new Peer(listener.accept(), times);
        peer.awaitCommand();
    }

    @AfterEach
    void disconnect() throws IOException {
        peer.close();
        client.close();
        listener.close();
    }

    @Test
    void f1_aLongWaitEndsTooAndTheClientIsToldWhy() throws Exception {
        CompletableFuture<Line> line = readLine();
        peer.watch(System.nanoTime() + LONG.minusMinutes(1).toNanos());
        await().atMost(Duration.ofMinutes(1))
                .until(() -> {
                    peer.watch(System.nanoTime() + LONG.plusSeconds(2).toNanos());
                    return line.isDone();
                });
        assertThatThrownBy(line::get)
                .isInstanceOf(ExecutionException.class)
                .hasRootCauseInstanceOf(SocketTimeoutException.class);
        peer.farewell(Reply.of(421, "4.4.2", "Too slow"));
        assertThat(new String(client.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
                .isEqualTo("421 4.4.2 Too slow\r\n");
    }

    @Test
    void f1_nobodyIsEndedBeforeTheTime() throws Exception {
        CompletableFuture<Line> line = readLine();
        peer.watch(System.nanoTime() + LONG.minusSeconds(2).toNanos());
        client.getOutputStream().write("NOOP\r\n".getBytes(StandardCharsets.US_ASCII));
        assertThat(line.get(20, TimeUnit.SECONDS)).isEqualTo(new Line.Complete("NOOP"));
        // Nobody waits now, however late it is.
        peer.watch(System.nanoTime() + LONG.multipliedBy(2).toNanos());
        client.getOutputStream().write("QUIT\r\n".getBytes(StandardCharsets.US_ASCII));
        assertThat(readLine().get(20, TimeUnit.SECONDS)).isEqualTo(new Line.Complete("QUIT"));
    }

    /// The thread that dismisses a client does not share what the connection's own thread gathers and writes.
    @Test
    void j14_dismissalTouchesNothingThatIsGathered() throws Exception {
        peer.send(Reply.of(250, "2.0.0", "Gathered"));
        client.shutdownOutput();
        peer.dismiss(Reply.of(421, "4.3.2", "Closing"));
        assertThat(new String(client.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
                .isEqualTo("421 4.3.2 Closing\r\n");
    }

    private CompletableFuture<Line> readLine() {
        var line = new CompletableFuture<Line>();
        Thread.ofVirtual()
                .start(() -> {
                    try {
                        line.complete(peer.input().readLine(512));
                    } catch (IOException e) {
                        line.completeExceptionally(e);
                    }
                });
        return line;
    }
}
