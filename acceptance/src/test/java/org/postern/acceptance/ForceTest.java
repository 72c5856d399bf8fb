package org.postern.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.postern.acceptance.Strace.Call;
import org.postern.sink.Behaviour;
import org.postern.sink.Shelf;
import org.postern.sink.Sink;

/// What is on disk when a 250 leaves, and what follows when the disk refuses, by the system calls themselves.
@Tag("slow")
class ForceTest {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final String OWN = "ann@example.net";
    private static final String TRAFFIC =
            "trace=read,recvfrom,recvmsg,write,sendto,sendmsg,writev,fdatasync,fsync";

    /// Octets of each argument that are kept.
    private static final String WHOLE = "65536";

    /// One thing that has to happen after another.
    private record Step(String what, Predicate<Call> call) {}

    @Test
    void promise1_j4_aHeldMessageIsCommittedAndForcedBeforeThe250() throws Exception {
        try (var gateway = RunningGateway.open()) {
            committedBeforeThe250(gateway, "ann@postern.example", "order-held", Client.HELD);
        }
    }

    @Test
    void promise1_j4_aQueuedMessageIsCommittedAndForcedBeforeThe250() throws Exception {
        try (Sink sink = Sink.start(Behaviour.GOOD, new Shelf.Nothing());
                var gateway = RunningGateway.open("queue.first = [inbound]")) {
            gateway.route(sink.port());
            committedBeforeThe250(gateway, OWN, "order-queued", Client.CLEAN);
        }
    }

    private static void committedBeforeThe250(
            RunningGateway gateway, String recipient, String subject, String rest)
            throws Exception {
        var watched = new ArrayList<>(gateway.databaseProcesses());
        watched.add(gateway.pid());
        try (Client client = Client.connect(gateway.edge());
                Strace strace = Strace.attach(watched, "-s", WHOLE, "-e", TRAFFIC)) {
            assertThat(client.message(recipient, subject, rest)).startsWith("250 2.0.0 Accepted");
            List<Call> calls = strace.stop();
            Call stored = first(calls, it -> it.writes() && it.has(subject) && it.has("TCP"));
            int connection = portOfOurEnd(stored);
            inOrder(
                    calls,
                    new Step(
                            "the end of the content comes",
                            it -> it.reads() && it.on(client.port()) && it.has("\\r\\n.\\r\\n")),
                    new Step(
                            "the message goes to the database",
                            it -> it.writes() && it.on(connection) && it.has(subject)),
                    new Step(
                            "the database forces its log",
                            it -> it.forces() && it.has("/pg_wal/") && it.has(") = 0")),
                    new Step(
                            "the database says that it has committed",
                            it -> it.writes() && it.on(connection) && it.has("COMMIT")),
                    new Step(
                            "the gateway hears it",
                            it -> it.reads() && it.on(connection) && it.has("COMMIT")),
                    new Step(
                            "250",
                            it -> it.writes() && it.on(client.port()) && it.has("\"250 2.0.0")));
        }
    }

    @Test
    void promise1_j4_theNextHopHasAcceptedBeforeThe250() throws Exception {
        try (Sink sink = Sink.start(Behaviour.GOOD, new Shelf.Nothing());
                var gateway = RunningGateway.open()) {
            gateway.route(sink.port());
            try (Client client = Client.connect(gateway.edge());
                    Strace strace =
                            Strace.attach(List.of(gateway.pid()), "-s", WHOLE, "-e", TRAFFIC)) {
                assertThat(client.message(OWN, "order-passed", Client.CLEAN)).startsWith("250");
                inOrder(
                        strace.stop(),
                        new Step(
                                "the end of the content comes",
                                it ->
                                        it.reads()
                                                && it.on(client.port())
                                                && it.has("\\r\\n.\\r\\n")),
                        new Step(
                                "it goes to the next hop",
                                it -> it.writes() && it.on(sink.port()) && it.has("\\r\\n.\\r\\n")),
                        new Step(
                                "the next hop accepts",
                                it -> it.reads() && it.on(sink.port()) && it.has("\"250 ")),
                        new Step(
                                "250",
                                it -> it.writes() && it.on(client.port()) && it.has("\"250 ")));
            }
        }
    }

    /// After an error of force nothing is known of what the file holds, and trying again would prove nothing.
    @Test
    void j5_aJournalFileThatCannotBeForcedIsClosedForGood() throws Exception {
        try (Sink sink = Sink.start(Behaviour.GOOD, new Shelf.Nothing());
                var gateway = RunningGateway.open()) {
            gateway.route(sink.port());
            List<Call> calls;
            try (Strace strace =
                    Strace.attach(
                            List.of(gateway.pid()),
                            "-e",
                            "trace=write,pwrite64,fdatasync,fsync",
                            "-e",
                            "inject=fdatasync,fsync:error=EIO:when=1")) {
                assertThat(Client.send(gateway.edge(), OWN, "unforced", Client.CLEAN))
                        .startsWith("250");
                Awaitility.await()
                        .atMost(SOON)
                        .until(() -> gateway.output().contains("alarm journal-force"));
                Awaitility.await()
                        .atMost(SOON)
                        .until(() -> {
                            assertThat(Client.send(gateway.edge(), OWN, "later", Client.CLEAN))
                                    .startsWith("250");
                            return gateway.verb("log", "--subject", "later").exit() == 0;
                        });
                calls = strace.stop();
            }
            Call failed = first(calls, it -> it.forces() && it.has("EIO"));
            assertThat(failed.text()).contains("/journal/").contains("INJECTED");
            String file =
                    failed.text().substring(failed.text().indexOf('<'), failed.text().indexOf('>'));
            assertThat(calls)
                    .filteredOn(it -> it.begun() > failed.ended() && it.has(file))
                    .isEmpty();
            assertThat(Strace.after(calls, failed, it -> it.forces() && it.has("/journal/")))
                    .hasValueSatisfying(it -> assertThat(it.text()).endsWith("= 0"));
        }
    }

    /// The database ends itself when its log cannot be written, starts again, and mail with it.
    @Test
    void promise4_j5_whatTheDatabaseCannotWriteIsPutOffAndNotKept() throws Exception {
        try (Sink sink = Sink.start(Behaviour.GOOD, new Shelf.Nothing());
                var gateway = RunningGateway.open()) {
            gateway.route(sink.port());
            var options =
                    new ArrayList<>(
                            List.of(
                                    "-e",
                                    "trace=pwrite64,pwritev,fdatasync,fsync",
                                    "-e",
                                    "inject=pwrite64,pwritev,fdatasync,fsync:error=EIO"));
            for (Path file : gateway.databaseLog()) {
                options.addAll(List.of("-P", file.toString()));
            }
            try (Strace strace =
                    Strace.attach(gateway.databaseProcesses(), options.toArray(String[]::new))) {
                assertThat(Client.send(gateway.edge(), OWN, "not-kept", Client.HELD))
                        .startsWith("451 4.3.0");
                assertThat(Client.send(gateway.edge(), OWN, "clean", Client.CLEAN))
                        .startsWith("250");
                assertThat(strace.stop().stream().map(Call::text))
                        .anyMatch(it -> it.contains("/pg_wal/") && it.contains("INJECTED"));
            }
            Awaitility.await()
                    .atMost(SOON)
                    .until(() ->
                            Client.send(gateway.edge(), OWN, "kept", Client.HELD)
                                    .startsWith("250"));
            assertThat(gateway.verb("hold", "list").out())
                    .contains("“kept”")
                    .doesNotContain("not-kept");
        }
    }

    private static Call first(List<Call> calls, Predicate<Call> kind) {
        return calls.stream()
                .filter(kind)
                .findFirst()
                .orElseThrow(() -> new AssertionError("no such call in " + texts(calls)));
    }

    private static void inOrder(List<Call> calls, Step... steps) {
        Call before = new Call(0, "", -1, -1);
        for (Step step : steps) {
            Call last = before;
            before =
                    Strace.after(calls, before, step.call())
                            .orElseThrow(() ->
                                    new AssertionError(
                                            step.what()
                                                    + ": not after "
                                                    + last
                                                    + " in "
                                                    + texts(calls)));
        }
    }

    /// Of `sendto(5<TCP:[127.0.0.1:41000->127.0.0.1:5432]>, …`.
    private static int portOfOurEnd(Call call) {
        String text = call.text();
        int arrow = text.indexOf("->");
        return Integer.parseInt(text, text.lastIndexOf(':', arrow) + 1, arrow, 10);
    }

    private static String texts(List<Call> calls) {
        var texts = new StringBuilder();
        calls.forEach(
                it -> texts.append('\n').append(it.text(), 0, Math.min(300, it.text().length())));
        return texts.toString();
    }
}
