package org.postern.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.postern.app.Complaint;
import org.postern.app.Exit;
import org.postern.app.control.ControlClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Postern as `./postern run` starts it: embedded database with fsync, all inspectors, every dossier recorded. Only the
/// limits for a single client are raised, because all load comes from one address.
final class PosternGateway implements Contestant, HookedPostfix.Beside {
    private static final Duration FIRST_START = Duration.ofMinutes(5);
    private static final Duration LOOK = Duration.ofMillis(50);
    private static final Duration TO_STOP = Duration.ofSeconds(60);

    private static final List<String> SETTINGS =
            List.of(
                    "edge.max-connections-per-client=100",
                    "edge.connection-rate-per-client=1000000",
                    "edge.message-rate-per-client=1000000");

    private final List<String> settings;
    private final Path home;
    private final Path data;
    private final int nextHop;
    private final int port = Programs.freePort();
    private String javaOptions = "";
    private Optional<Process> process = Optional.empty();

    /// Starts nothing yet.
    ///
    /// @param home the checkout
    /// @param place a directory that every user may go into
    PosternGateway(Path home, Path place, int nextHop) {
        this(home, place, nextHop, List.of());
    }

    /// @param more settings beside those that every measurement has
    PosternGateway(Path home, Path place, int nextHop, List<String> more) {
        this.settings = Stream.concat(SETTINGS.stream(), more.stream()).toList();
        this.home = home;
        this.data = place.resolve("postern");
        this.nextHop = nextHop;
    }

    /// Starts it on a new data directory, and sends mail for [Talk#DOMAIN] to the next hop.
    PosternGateway start() throws IOException, InterruptedException {
        launch();
        awaitReady();
        ask(
                "site.domain.add",
                Map.of("name", Talk.DOMAIN, "nextHop", "127.0.0.1:" + nextHop, "by", "bench"),
                _ -> {});
        Talk.awaitMessage(port, FIRST_START);
        return this;
    }

    /// Starts it again on the same data. Returns at once.
    void launch() throws IOException {
        var command = new ArrayList<String>();
        command.addAll(
                List.of(home.resolve("postern").toString(), "run", "--data", data.toString()));
        command.addAll(List.of("-s", "edge.listen=127.0.0.1:" + port));
        command.addAll(List.of("-s", "blocklist.listen=127.0.0.1:0"));
        for (String setting : settings) {
            command.addAll(List.of("-s", setting));
        }
        var environment =
                javaOptions.isEmpty()
                        ? Map.<String, String>of()
                        : Map.of("POSTERN_JAVA_OPTIONS", javaOptions);
        process = Optional.of(Programs.start(log(), environment, command));
    }

    /// Starts the gateway with more options for its Java from now on.
    void javaOptions(String words) {
        javaOptions = words;
    }

    @Override
    public String name() {
        return "Postern";
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public String shown() {
        return String.join("\n", settings) + "\n";
    }

    /// Mail that passes through is at its next hop when the client hears 250; what is left is the queue, and filing.
    @Override
    public void awaitNothingLeft(Duration limit) throws InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        while (queued() > 0) {
            if (System.nanoTime() > deadline) {
                throw new Complaint(
                        Exit.NO, "Postern still has a queue after " + limit.toSeconds() + " s");
            }
            Thread.sleep(LOOK);
        }
        var filed = new AtomicBoolean();
        ask(
                "journal.backlog",
                Map.of("wait", limit.toSeconds()),
                answer -> filed.set(answer.path("filed").asBoolean()));
        if (!filed.get()) {
            throw new Complaint(
                    Exit.NO,
                    "Postern has not filed all dossiers after " + limit.toSeconds() + " s");
        }
    }

    /// Ends Java as the kernel does when power fails: no word to anybody.
    void kill() {
        process.ifPresent(it -> it.destroyForcibly().onExit().join());
    }

    /// Waits until Java has ended; false if it has not in time.
    boolean awaitDeath(Duration limit) throws InterruptedException {
        return process.orElseThrow().waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
    }

    /// Gives mail for a domain to a port of loopback.
    void route(String domain, int to) {
        ask(
                "site.domain.add",
                Map.of("name", domain, "nextHop", "127.0.0.1:" + to, "by", "bench"),
                _ -> {});
    }

    /// Subjects of all held messages, one for each.
    List<String> held() {
        var subjects = new ArrayList<String>();
        ask(
                "hold.list",
                Map.of("limit", Integer.MAX_VALUE),
                it -> subjects.add(it.path("subject").asString()));
        return subjects;
    }

    /// Tries at once what waits in the queue.
    void retry() {
        ask("queue.retry", Map.of(), _ -> {});
    }

    /// Tries again what was set aside, because three times Java was killed while it was being delivered.
    ///
    /// @return how many messages
    int retryAside() {
        var aside = new HashSet<String>();
        ask(
                "queue.list",
                Map.of("limit", Integer.MAX_VALUE),
                it -> {
                    if (it.path("state").asString().equals("aside")) {
                        aside.add(it.path("message").asString());
                    }
                });
        aside.forEach(it -> ask("queue.retry", Map.of("id", it), _ -> {}));
        return aside.size();
    }

    /// Messages in the queue, by next hop.
    long queued() {
        var rows = new AtomicLong();
        ask(
                "queue.stats",
                Map.of(),
                hop -> {
                    for (String state : List.of("waiting", "leased", "held", "aside")) {
                        rows.addAndGet(hop.path(state).asLong());
                    }
                });
        return rows.get();
    }

    /// Stops it cleanly.
    void stop() {
        if (!process.map(it -> Programs.end(it, TO_STOP)).orElse(true)) {
            throw new Complaint(Exit.NO, "Postern did not stop when it was told to");
        }
        process = Optional.empty();
    }

    /// The process id: the launcher becomes Java.
    long pid() {
        return process.orElseThrow().pid();
    }

    /// The process id of its database server; 0 at moments of a start at which it has none.
    long databasePid() throws IOException {
        try {
            String file = Files.readString(databasePidFile());
            return file.lines().findFirst().map(it -> Long.parseLong(it.strip())).orElse(0L);
        } catch (NoSuchFileException _) {
            return 0;
        }
    }

    Path databasePidFile() {
        return data.resolve("pg/cluster/postmaster.pid");
    }

    @Override
    public List<Long> pids() throws IOException {
        return List.of(pid(), databasePid());
    }

    /// What it printed since it was started last.
    String said() {
        return Programs.end(log());
    }

    @Override
    public void close() {
        process.ifPresent(it -> Programs.end(it, TO_STOP));
    }

    boolean isAlive() {
        return process.map(Process::isAlive).orElse(false);
    }

    /// Whether it has said that all of it runs.
    boolean isReady() {
        return Programs.end(log()).lines().anyMatch("ready"::equals);
    }

    private void awaitReady() throws InterruptedException {
        long deadline = System.nanoTime() + FIRST_START.toNanos();
        while (!isReady()) {
            if (!isAlive() || System.nanoTime() > deadline) {
                throw new Complaint(Exit.NO, "Postern does not start:\n" + Programs.end(log()));
            }
            Thread.sleep(LOOK);
        }
    }

    private void ask(String verb, Map<String, ?> args, Consumer<JsonNode> answers) {
        new ControlClient(data.resolve("run"), JsonMapper.shared()).ask(verb, args, answers);
    }

    private Path log() {
        return data.resolveSibling("postern.log");
    }
}
