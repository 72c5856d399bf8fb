package org.postern.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.postern.app.Complaint;
import org.postern.app.Exit;
import org.postern.app.Verb;
import org.postern.bench.trap.Point;
import org.postern.sink.Behaviour;
import org.postern.sink.Shelf;
import org.postern.sink.Sink;
import org.postern.sink.Taken;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `postern bench kill`: promise 1 put to the test. Clients send mail that passes through, that is queued and that is held;
/// Java, its PostgreSQL or both are killed at named points and at moments of chance, again and again; at the end everything
/// that a client heard 250 for must be somewhere.
@Command(
        name = "kill",
        description = {
            "Kill the gateway and its database under load, and look whether mail was lost.",
            "Every message that was acknowledged must be at its next hops or in quarantine at the end, whole, and not"
                    + " twice without a reason."
        },
        exitCodeList = {
            "0:nothing was lost",
            "1:mail was lost, damaged or repeated without a reason, a named point was not reached, or the gateway did not"
                    + " come back",
            "2:wrong command line, or something is missing"
        })
final class Kill extends Verb {
    private static final Duration TO_DRAIN = Duration.ofMinutes(3);
    private static final Duration LOOK = Duration.ofMillis(100);
    private static final int MOST_SHOWN = 20;

    @Option(
            names = "--rounds",
            paramLabel = "N",
            defaultValue = "20",
            description = "How often something is killed. Default: ${DEFAULT-VALUE}.")
    private int rounds;

    @Option(
            names = "--clients",
            paramLabel = "N",
            defaultValue = "9",
            description =
                    "Clients at a time, a third of them for each way. Default: ${DEFAULT-VALUE}.")
    private int clients;

    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "Makes the same choices again; the moments still differ.")
    private Optional<Long> seed;

    @Option(
            names = "--early",
            description =
                    "Plant a fault: say 250 to clients before the gateway does. Mail is lost then, and this must"
                            + " find it.")
    private boolean early;

    @Option(
            names = "--work",
            paramLabel = "DIRECTORY",
            defaultValue = "/var/tmp",
            description = "A directory on a real disk. Default: ${DEFAULT-VALUE}.")
    private Path work;

    private final Ledger ledger = new Ledger();

    @Override
    public Integer call() throws IOException, InterruptedException {
        long chosen = seed.orElseGet(() -> new Random().nextLong(1_000_000));
        say("seed " + chosen);
        try (Stage stage = Stage.guarded()) {
            Path home = Path.of(System.getProperty("postern.home", "."));
            Path place = stage.directory(work);
            Sink one = stage.own(sink(1));
            Sink two = stage.own(sink(2));
            Traps traps = stage.own(Traps.open());
            var gateway =
                    stage.own(
                            new PosternGateway(
                                    TrappedBuild.of(home),
                                    place,
                                    one.port(),
                                    List.of("queue.retry-first=1s", "queue.retry-longest=5s")));
            gateway.javaOptions(traps.javaOption(gateway.databasePidFile()));
            var all = new Rounds(gateway, traps, ledger, rounds, new Random(chosen), this::say);
            all.killFirstStarts();
            gateway.start();
            gateway.route("one.example", one.port());
            gateway.route("two.example", two.port());
            int port = gateway.port();
            if (early) {
                port = stage.own(EarlyAnswers.before(gateway.port())).port();
            }
            var senders = new Senders(ledger, all::heard);
            senders.start(clients, port);
            all.killUnderLoad();
            senders.stop();
            int aside = drain(gateway);
            line("set aside after three such deaths, and released: %,d", aside);
            return report(all, ledger.settle(gateway.held()));
        }
    }

    private void say(String line) {
        err().println(line);
        err().flush();
    }

    private Sink sink(int number) throws IOException {
        return Sink.start(Behaviour.GOOD, new Shelf.Shown(it -> arrived(it, number)));
    }

    private void arrived(Taken message, int number) {
        int at = message.text().indexOf("Subject: ") + 9;
        String subject = message.text().substring(at, message.text().indexOf("\r\n", at));
        if (!subject.contains(" ")) {
            ledger.arrived(Letter.of(subject), number, message.text());
        }
    }

    /// @return how many messages had been set aside
    private static int drain(PosternGateway gateway) throws InterruptedException {
        long deadline = System.nanoTime() + TO_DRAIN.toNanos();
        int aside = 0;
        while (true) {
            try {
                aside += gateway.retryAside();
                gateway.retry();
                if (gateway.queued() == 0) {
                    return aside;
                }
            } catch (Complaint e) {
                // The database may be coming back.
                if (System.nanoTime() > deadline) {
                    throw e;
                }
            }
            if (System.nanoTime() > deadline) {
                throw new Complaint(Exit.NO, gateway.queued() + " messages do not leave the queue");
            }
            Thread.sleep(LOOK);
        }
    }

    private int report(Rounds all, Ledger.Account account) {
        line("acknowledged: %s", counts(account.acknowledged()));
        line(
                "no 250 was heard, and the client sent it again: %,d; delivered or held all the same: %s",
                account.unanswered(), counts(account.unasked()));
        Ledger.Duplicates twice = account.duplicates();
        line(
                "duplicates: %,d, because Java was killed between a next hop's 250 and the commit that says so"
                        + " (at most %d at a time, at most %d ms before)",
                twice.cut(), twice.mostAtOnce(), twice.longestGap().toMillis());
        line("duplicates, the same while the database was away: %,d", twice.cutWhileAway());
        line("duplicates without such a reason: %,d", twice.unexplained());
        shown("damaged", account.damaged());
        shown("held and delivered, or held twice", account.both());
        line("killed at named points: %s", counts(all.reached()));
        line("killed at moments of chance: %s", counts(all.byChance()));
        var left = EnumSet.allOf(Point.class);
        left.removeAll(all.reached().keySet());
        left.removeAll(all.missed());
        line("points without a turn: %s", left.isEmpty() ? "none" : left);
        line("points not reached: %s", all.missed().isEmpty() ? "none" : all.missed());
        shown("lost", account.lost());
        long acknowledged = account.acknowledged().values().stream().mapToLong(it -> it).sum();
        line(
                "%d rounds, %,d acknowledged, %,d duplicates, %,d lost",
                rounds,
                acknowledged,
                twice.cut() + twice.cutWhileAway() + twice.unexplained(),
                account.lost().size());
        boolean good =
                account.lost().isEmpty()
                        && account.damaged().isEmpty()
                        && account.both().isEmpty()
                        && twice.unexplained() == 0
                        && all.missed().isEmpty();
        return good ? Exit.OK : Exit.NO;
    }

    private void shown(String what, List<String> ids) {
        line("%s: %,d", what, ids.size());
        ids.stream().limit(MOST_SHOWN).forEach(it -> line("  %s", it));
    }

    private void line(String format, Object... values) {
        out().printf(Locale.ROOT, format + "%n", values);
    }

    private static <K extends Enum<K>> String counts(Map<K, ? extends Number> counts) {
        String all =
                new TreeMap<K, Number>(counts)
                        .entrySet().stream()
                                .map(it ->
                                        String.format(
                                                Locale.ROOT,
                                                "%s %,d",
                                                Rounds.lower(it.getKey()).replace('_', '-'),
                                                it.getValue().longValue()))
                                .collect(Collectors.joining(", "));
        return all.isEmpty() ? "none" : all;
    }
}
