package org.postern.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.postern.acceptance.Checkout.Answer;

@Tag("slow")
class BrokenSettingsTest {
    @Test
    void n7_aBrokenFileStartsNothingAndSaysAllThatIsWrong()
            throws IOException, InterruptedException {
        Path parent = Files.createTempDirectory("postern-acceptance-");
        RunningGateway.run("chmod", "755", parent.toString());
        Path data = Files.createDirectory(parent.resolve("data"));
        Path file =
                Files.write(
                        data.resolve("postern.conf"),
                        List.of(
                                "edge.max-mesage = 25MiB",
                                "inspect.budget = 20",
                                "edge.listen = \"127.0.0.1:0\""));
        if (Checkout.isRoot()) {
            RunningGateway.run("chown", "-R", "postern:", data.toString());
        }
        Answer answer =
                Checkout.postern(Checkout.HOME, Map.of("POSTERN_DATA", data.toString()), "run");
        assertThat(answer.exit()).isEqualTo(2);
        assertThat(answer.err())
                .contains(file + ":1")
                .contains("edge.max-mesage")
                .contains("edge.max-message")
                .contains(file + ":2")
                .contains("inspect.budget");
        assertThat(data.resolve("pg")).doesNotExist();
        RunningGateway.run("rm", "-r", parent.toString());
    }
}
