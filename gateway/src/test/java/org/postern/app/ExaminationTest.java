package org.postern.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.postern.app.control.ControlClient;
import org.postern.app.control.ControlServer;
import org.postern.app.control.Handler;
import org.postern.doctor.Diagnosis;
import org.postern.doctor.Diagnosis.Level;
import org.postern.store.DataDirectory;
import tools.jackson.databind.json.JsonMapper;

/// What `postern doctor` finds before it asks the gateway, and where that gives no answer.
@Timeout(60)
class ExaminationTest {
    private static final Diagnosis OF_THE_GATEWAY =
            new Diagnosis(Level.WARNING, "disk", "is nearly full", "make room");

    @TempDir Path folder;

    @Test
    void n7_everyProblemOfTheSettingsIsFound() throws IOException {
        assertThat(examine("edge.max-mesage = 1MiB\ndns.timeout = soon\n"))
                .filteredOn(it -> it.check().equals("settings"))
                .hasSize(2)
                .allMatch(it -> it.level() == Level.PROBLEM)
                .anyMatch(it -> it.seen().contains("edge.max-mesage"))
                .anyMatch(it -> it.seen().contains("dns.timeout"));
    }

    @Test
    void aNodeWithoutANameOfItsOwnIsFound() throws IOException {
        assertThat(examine(""))
                .filteredOn(it -> it.level() == Level.WARNING)
                .anyMatch(it -> it.seen().equals("node.name is still postern.localdomain"));
        assertThat(examine("node.name = \"mx1.example.org\"\n"))
                .noneMatch(it -> it.seen().contains("node.name"));
    }

    @Test
    void aMissingDataDirectoryIsFound() {
        var data = new DataDirectory(folder.resolve("gone"));
        assertThat(Examination.of(data, client(data)))
                .last()
                .satisfies(it -> {
                    assertThat(it.level()).isEqualTo(Level.PROBLEM);
                    assertThat(it.seen()).isEqualTo("there is no data directory " + data.root());
                    assertThat(it.advice()).contains("postern run");
                });
    }

    @Test
    void aGatewayThatDoesNotRunIsFoundAndTheRestIsLookedAt() throws IOException {
        assertThat(examine(""))
                .anyMatch(it ->
                        it.level() == Level.PROBLEM && it.seen().startsWith("does not run, so"))
                .extracting(Diagnosis::check)
                .contains("settings", "gateway", "file modes", "disk", "clock");
    }

    @Test
    void whatTheGatewayFindsIsTold() throws IOException {
        try (var _ = gateway((_, answers) -> answers.add(OF_THE_GATEWAY))) {
            assertThat(examine("")).contains(OF_THE_GATEWAY).noneMatch(it -> isOfGateway(it));
        }
    }

    @Test
    void aGatewayThatFailsToLookIsNotOneThatDoesNotRun() throws IOException {
        Handler broken =
                (_, _) -> {
                    throw new IllegalStateException("a bug");
                };
        try (var _ = gateway(broken)) {
            assertThat(examine(""))
                    .filteredOn(ExaminationTest::isOfGateway)
                    .singleElement()
                    .satisfies(it -> {
                        assertThat(it.level()).isEqualTo(Level.PROBLEM);
                        assertThat(it.seen())
                                .startsWith("runs, but does not examine itself")
                                .contains("a bug");
                    });
        }
    }

    private static boolean isOfGateway(Diagnosis diagnosis) {
        return diagnosis.check().equals("gateway");
    }

    private ControlServer gateway(Handler doctor) throws IOException {
        DataDirectory data = new DataDirectory(folder).create();
        return ControlServer.open(data.run(), Map.of("doctor", doctor), JsonMapper.shared());
    }

    private List<Diagnosis> examine(String settings) throws IOException {
        DataDirectory data = new DataDirectory(folder).create();
        Files.writeString(data.settings(), settings);
        return Examination.of(data, client(data));
    }

    private static ControlClient client(DataDirectory data) {
        return new ControlClient(data.run(), JsonMapper.shared());
    }
}
