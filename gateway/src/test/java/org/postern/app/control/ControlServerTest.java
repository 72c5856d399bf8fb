package org.postern.app.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.postern.app.Progress;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@Timeout(60)
class ControlServerTest {
    private static final Map<String, Handler> HANDLERS =
            Map.of("greet", (_, answers) -> answers.add(Map.of("said", "hello")));

    @TempDir Path run;

    /// As when the process has no descriptors left for a moment.
    @Test
    void aFailedAcceptIsNotTheEnd() throws Exception {
        var failures = new AtomicInteger(2);
        try (var _ = open(Duration.ofSeconds(10), failures)) {
            assertThat(ask()).hasSize(1);
            assertThat(failures.get()).isNegative();
        }
    }

    @Test
    void promise7_whoSaysNothingKeepsNoPlace() throws Exception {
        try (var _ = open(Duration.ofMillis(50), new AtomicInteger())) {
            var silent = new ArrayList<SocketChannel>();
            for (int i = 0; i < 16; i++) {
                var channel = SocketChannel.open(StandardProtocolFamily.UNIX);
                channel.connect(UnixDomainSocketAddress.of(run.resolve("control.sock")));
                silent.add(channel);
            }
            for (SocketChannel channel : silent) {
                try (channel) {
                    assertThat(channel.read(ByteBuffer.allocate(1))).isNegative();
                }
            }
            // A place is free a moment after its connection was closed.
            await().atMost(Duration.ofMinutes(1)).ignoreExceptions().until(() -> ask().size() == 1);
        }
    }

    /// The answer comes once the line is there, which is gone before the answer is told.
    @Test
    void whoWaitsForASlowAnswerIsToldSo() throws Exception {
        var words = new CountDownLatch(1);
        var painted = new ByteArrayOutputStream();
        var terminal = new PrintStream(painted, true, StandardCharsets.UTF_8);
        Handler slow =
                (_, answers) -> {
                    words.await();
                    answers.add(Map.of("said", "at last"));
                };
        Supplier<Progress> progress =
                () ->
                        Progress.on(
                                terminal,
                                () -> true,
                                Duration.ZERO,
                                () -> {
                                    words.countDown();
                                    return "waiting";
                                });
        try (var _ = ControlServer.open(run, Map.of("slow", slow), JsonMapper.shared())) {
            new ControlClient(run, JsonMapper.shared(), progress)
                    .ask("slow", Map.of(), it -> terminal.print(it.path("said").asString() + "\n"));
        }
        assertThat(painted.toString(StandardCharsets.UTF_8))
                .startsWith("\r\u001b[Kwaiting\r")
                .endsWith("\r\u001b[Kat last\n");
    }

    private List<JsonNode> ask() {
        var answers = new ArrayList<JsonNode>();
        new ControlClient(run, JsonMapper.shared()).ask("greet", Map.of(), answers::add);
        return answers;
    }

    private ControlServer open(Duration patience, AtomicInteger failures) throws IOException {
        return ControlServer.open(
                run,
                HANDLERS,
                JsonMapper.shared(),
                patience,
                listener ->
                        () -> {
                            if (failures.decrementAndGet() >= 0) {
                                throw new IOException("Too many open files");
                            }
                            return listener.accept();
                        });
    }
}
