package org.postern.acceptance;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/// The smtp-sink that comes with Postfix: it writes each message to a file of its own, and runs for any user.
final class SmtpSink implements OutboundSmugglingTest.NextHop {
    private final Path place;
    private final int port;
    private final Process process;

    private SmtpSink(Path place, int port, Process process) {
        this.place = place;
        this.port = port;
        this.process = process;
    }

    static SmtpSink start() throws IOException {
        Path place = Files.createTempDirectory("postern-smtp-sink");
        int port = Postfix.freePort();
        Process process =
                new ProcessBuilder(
                                "/usr/sbin/smtp-sink",
                                "-d",
                                place.resolve("mail.").toString(),
                                "127.0.0.1:" + port,
                                "100")
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start();
        Relay.awaitGreeting(port);
        return new SmtpSink(place, port, process);
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public List<String> stored(int expected, Duration atMost) throws IOException {
        Awaitility.await().atMost(atMost).until(() -> files().size() >= expected);
        return files();
    }

    private List<String> files() throws IOException {
        var messages = new ArrayList<String>();
        try (Stream<Path> files = Files.list(place)) {
            for (Path file : files.toList()) {
                messages.add(Files.readString(file, StandardCharsets.ISO_8859_1));
            }
        }
        return messages;
    }

    @Override
    public void close() throws IOException {
        process.destroyForcibly().onExit().join();
        RunningGateway.run("rm", "-rf", place.toString());
    }
}
