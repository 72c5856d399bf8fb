package org.postern.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.postern.acceptance.Checkout.Answer;
import org.postern.sink.Behaviour;
import org.postern.sink.Shelf;
import org.postern.sink.Sink;

/// Parts of the data directory on small disks of their own, each of which fills up while the others have room. Clean mail
/// passes through; what is held needs the database.
@Tag("slow")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FullPartsTest {
    private static final Duration SOON = Duration.ofMinutes(2);
    private static final String OWN = "ann@example.net";

    /// Mounts a new disk for each part, with the files that the part has. The data directory is the last word of the
    /// command line.
    private static final Namespaces SMALL_DISKS =
            new Namespaces(
                    List.of("--mount"),
                    """
                    for data; do :; done
                    small() { # PART SPARE-MIB
                        part=$data/$1
                        copy=$(mktemp -d)
                        cp -a "$part/." "$copy/"
                        size=$(($(du -sm "$copy" | cut -f 1) + $2))
                        mount -t tmpfs -o size=${size}m,mode=0700 postern-test "$part"
                        cp -a "$copy/." "$part/"
                        rm -rf "$copy"
                    }
                    small pg/cluster 48
                    small pg/cluster/pg_wal 64
                    small journal 1
                    small tmp 8\
                    """);

    private final Sink sink = sink();
    private Optional<RunningGateway> running = Optional.empty();

    @BeforeAll
    void start() throws Exception {
        RunningGateway gateway = RunningGateway.open();
        running = Optional.of(gateway);
        gateway.route(sink.port());
        assertThat(send("first", Client.HELD)).startsWith("250");
        gateway.stop();
        gateway.restart(SMALL_DISKS);
    }

    @AfterAll
    void stop() throws IOException {
        try (sink) {
            if (running.isPresent()) {
                gateway().close();
            }
        }
    }

    @Test
    void j6_aFullDatabaseKeepsNothingAndCleanMailPasses() throws Exception {
        fill("pg/cluster");
        untilPutOff();
        assertThat(send("clean", Client.CLEAN)).startsWith("250");
        recovers("pg/cluster");
    }

    @Test
    void j6_aFullJournalLosesEventsLoudlyAndNoMail() throws Exception {
        fill("journal");
        Awaitility.await()
                .atMost(SOON)
                .until(() -> {
                    assertThat(send("clean", Client.CLEAN)).startsWith("250");
                    return gateway().output().contains("alarm journal-");
                });
        assertThat(send("held", Client.HELD)).startsWith("250");
        recovers("journal");
        Awaitility.await()
                .atMost(SOON)
                .until(() -> {
                    assertThat(send("told", Client.CLEAN)).startsWith("250");
                    return gateway().verb("log", "--subject", "told").exit() == 0;
                });
    }

    @Test
    void j6_fullTemporaryFilesPutLargeMailOff() throws Exception {
        assertThat(send("large", large())).startsWith("250");
        fill("tmp");
        Awaitility.await().atMost(SOON).until(() -> send("large", large()).startsWith("452 4.3.1"));
        recovers("tmp");
        Awaitility.await().atMost(SOON).until(() -> send("large", large()).startsWith("250"));
    }

    private RunningGateway gateway() {
        return running.orElseThrow();
    }

    private static Sink sink() {
        try {
            return Sink.start(Behaviour.GOOD, new Shelf.Nothing());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String large() {
        return "\r\n" + ("x".repeat(70) + "\r\n").repeat(20_000);
    }

    private String send(String subject, String rest) throws IOException {
        return Client.send(gateway().edge(), OWN, subject, rest);
    }

    /// What needs the database fills what is left of it, until nothing goes in; that is put off, and not kept.
    private void untilPutOff() {
        Awaitility.await()
                .atMost(SOON)
                .until(() -> send("held", Client.HELD + large()).startsWith("451"));
    }

    private void recovers(String part) throws Exception {
        in("rm \"$1/%s/filler\"".formatted(part));
        String subject = "after " + part;
        Awaitility.await().atMost(SOON).until(() -> send(subject, Client.HELD).startsWith("250"));
        assertThat(gateway().verb("hold", "list", "--limit", "1000").out())
                .contains("“first”", "“" + subject + "”");
        assertThat(send("clean-after", Client.CLEAN)).startsWith("250");
    }

    private void fill(String part) throws Exception {
        in("dd if=/dev/zero of=\"$1/%s/filler\" bs=4096 2>&1 | grep -q 'No space'".formatted(part));
    }

    private void in(String script) throws Exception {
        Answer answer =
                gateway().inside(List.of("sh", "-ec", script, "sh", gateway().data().toString()));
        assertThat(answer.exit()).as(answer.err()).isZero();
    }
}
