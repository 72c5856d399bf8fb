package org.postern.app.tools;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Tag("slow")
@Timeout(120)
class SinkVerbTest {
    @Test
    void whoIsToldToStopTellsTheCountsAndEndsWell() throws Exception {
        Process sink =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-XX:TieredStopAtLevel=1",
                                "-cp",
                                System.getProperty("java.class.path"),
                                "org.postern.app.Postern",
                                "sink",
                                "--listen",
                                "127.0.0.1:0")
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start();
        try (BufferedReader out = sink.inputReader()) {
            assertThat(out.readLine()).startsWith("listening on 127.0.0.1:");
            // Not of the process, which would close the streams too.
            sink.toHandle().destroy();
            assertThat(out.readLine()).startsWith("0 messages for 0 recipients");
            assertThat(sink.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(sink.exitValue()).isZero();
        } finally {
            sink.destroyForcibly();
        }
    }
}
