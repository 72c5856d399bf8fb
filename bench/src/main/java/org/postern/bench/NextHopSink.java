package org.postern.bench;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.postern.app.Complaint;
import org.postern.app.Exit;

/// The next hop of everybody: one `smtp-sink` that throws messages away and counts them.
final class NextHopSink implements AutoCloseable {
    private static final String PROGRAM = "/usr/sbin/smtp-sink";
    private static final String BACKLOG = "500";
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final Duration LOOK = Duration.ofMillis(20);

    private final Process process;
    private final int port;
    private final AtomicLong messages = new AtomicLong();

    private NextHopSink(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    static NextHopSink start() throws IOException, InterruptedException {
        int port = Programs.freePort();
        var command = new ArrayList<>(List.of(PROGRAM, "-c"));
        if (Machine.isRoot()) {
            command.addAll(List.of("-u", "nobody"));
        }
        command.addAll(List.of("127.0.0.1:" + port, BACKLOG));
        var builder = new ProcessBuilder(command);
        builder.redirectInput(Path.of("/dev/null").toFile());
        builder.redirectError(ProcessBuilder.Redirect.INHERIT);
        var sink = new NextHopSink(builder.start(), port);
        Thread.ofPlatform().daemon().name("sink-count").start(sink::count);
        Talk.awaitGreeting(port, Duration.ofSeconds(10));
        return sink;
    }

    int port() {
        return port;
    }

    /// Messages taken since the start.
    long messages() {
        return messages.get();
    }

    /// Waits until so many have arrived since the start, and not one more.
    ///
    /// @throws Complaint messages are lost, or came twice
    void expect(long total) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (messages() < total && System.nanoTime() < deadline) {
            Thread.sleep(LOOK);
        }
        // One more look, for messages that nobody sent.
        Thread.sleep(LOOK.multipliedBy(5));
        if (messages() != total) {
            throw new Complaint(
                    Exit.NO,
                    "the next hop should have taken "
                            + total
                            + " messages, and took "
                            + messages());
        }
    }

    @Override
    public void close() {
        Programs.end(process, PATIENCE);
    }

    /// The sink writes its count after each message; reading it now and then leaves the processor to those measured.
    private void count() {
        byte[] room = new byte[1 << 16];
        try (InputStream in = process.getInputStream()) {
            String rest = "";
            while (true) {
                int length = in.read(room);
                if (length < 0) {
                    return;
                }
                String text = rest + new String(room, 0, length, StandardCharsets.US_ASCII);
                Readings.sinkCount(text).ifPresent(messages::set);
                rest = text.substring(text.lastIndexOf('\r') + 1);
                Thread.sleep(LOOK);
            }
        } catch (IOException _) {
            // The sink was ended.
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
