package org.postern.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.postern.app.Complaint;
import org.postern.app.Exit;
import org.postern.app.Verb;
import org.postern.sink.Behaviour;
import org.postern.sink.Shelf;
import org.postern.sink.Sink;
import org.postern.sink.Taken;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `postern bench kill`: promise 1 put to the test. Clients send mail that passes through, that is queued and that is held;
/// Java, its PostgreSQL or both are killed at moments of chance, again and again; at the end everything that a client heard
/// 250 for must be somewhere.
@Command(
        name = "kill",
        description = {
            "Kill the gateway and its database under load, and look whether mail was lost.",
            "Every message that was acknowledged must be at its next hops or in quarantine at the end."
        },
        exitCodeList = {
            "0:nothing was lost",
            "1:mail was lost, or the gateway did not come back",
            "2:wrong command line, or something is missing"
        })
final class Kill extends Verb {
    private static final String HELD_TOO =
            "Content-Type: multipart/mixed; boundary=a; boundary=b\r\n";
    private static final Duration TO_DRAIN = Duration.ofMinutes(3);
    private static final Duration LOOK = Duration.ofMillis(200);
    private static final Duration AGAIN = Duration.ofMillis(20);
    private static final int MOST_SHOWN = 20;

    /// What is killed.
    private enum Victim {
        JAVA,
        DATABASE,
        BOTH
    }

    private static final List<Victim> VICTIMS = List.of(Victim.values());
    private static final List<Ledger.Way> WAYS = List.of(Ledger.Way.values());

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
    private final AtomicLong next = new AtomicLong();
    private final AtomicBoolean over = new AtomicBoolean();

    @Override
    public Integer call() throws IOException, InterruptedException {
        long chosen = seed.orElseGet(() -> new Random().nextLong(1_000_000));
        var random = new Random(chosen);
        err().println("seed " + chosen);
        try (Stage stage = Stage.guarded()) {
            Path home = Path.of(System.getProperty("postern.home", "."));
            Sink one = stage.own(sink(1));
            Sink two = stage.own(sink(2));
            var gateway =
                    stage.own(
                            new PosternGateway(
                                    home,
                                    stage.directory(work),
                                    one.port(),
                                    List.of("queue.retry-first=1s", "queue.retry-longest=5s")));
            gateway.start();
            gateway.route("one.example", one.port());
            gateway.route("two.example", two.port());
            int port = gateway.port();
            if (early) {
                port = stage.own(EarlyAnswers.before(gateway.port())).port();
            }
            List<Thread> senders = send(port);
            for (int round = 1; round <= rounds; round++) {
                round(gateway, random, round);
            }
            over.set(true);
            for (Thread sender : senders) {
                sender.join();
            }
            drain(gateway);
            return report(ledger.settle(gateway.held()));
        }
    }

    private Sink sink(int number) throws IOException {
        return Sink.start(
                Behaviour.GOOD, new Shelf.Shown(it -> ledger.arrived(subject(it), number)));
    }

    private static String subject(Taken message) {
        int at = message.text().indexOf("Subject: ") + 9;
        return message.text().substring(at, message.text().indexOf("\r\n", at));
    }

    private List<Thread> send(int port) {
        var senders = new ArrayList<Thread>();
        for (int i = 0; i < clients; i++) {
            Ledger.Way way = WAYS.get(i % WAYS.size());
            // Addresses of their own, so that limits of one client do not count for all.
            String from = "127.0.0." + (10 + i);
            senders.add(
                    Thread.ofPlatform()
                            .daemon()
                            .name("client ", i)
                            .start(() -> sendUntilOver(from, port, way)));
        }
        return senders;
    }

    private void sendUntilOver(String from, int port, Ledger.Way way) {
        while (!over.get()) {
            String id = "m" + next.getAndIncrement();
            try (Talk talk = Talk.open(from, port)) {
                talk.send(way.recipients(), content(id, way));
                ledger.acknowledged(id, way);
            } catch (IOException _) {
                try {
                    Thread.sleep(AGAIN);
                } catch (InterruptedException _) {
                    return;
                }
            }
        }
    }

    private static String content(String id, Ledger.Way way) {
        return "From: <"
                + Talk.SENDER
                + ">\r\n"
                + "Date: Sat, 21 Nov 2026 12:00:00 +0000\r\n"
                + "Message-ID: <"
                + id
                + "@sender.example>\r\n"
                + (way == Ledger.Way.HELD ? HELD_TOO : "")
                + "Subject: "
                + id
                + "\r\n"
                + "\r\n"
                + "Hello.\r\n";
    }

    private void round(PosternGateway gateway, Random random, int round)
            throws IOException, InterruptedException {
        Thread.sleep(50 + random.nextInt(1450));
        Victim victim = VICTIMS.get(random.nextInt(VICTIMS.size()));
        if (victim != Victim.JAVA) {
            ProcessHandle.of(gateway.databasePid()).ifPresent(ProcessHandle::destroyForcibly);
        }
        if (victim != Victim.DATABASE) {
            gateway.kill();
            gateway.launch();
            Talk.awaitGreeting(gateway.port(), TO_DRAIN);
        }
        awaitMail(ledger.acknowledged());
        err().printf(
                        Locale.ROOT,
                        "round %d: %s killed, %d acknowledged so far%n",
                        round,
                        victim.name().toLowerCase(Locale.ROOT),
                        ledger.acknowledged());
        err().flush();
    }

    /// A round is over when mail is taken again; else the next one would kill what does nothing.
    private void awaitMail(int before) throws InterruptedException {
        long deadline = System.nanoTime() + TO_DRAIN.toNanos();
        while (ledger.acknowledged() <= before) {
            if (System.nanoTime() > deadline) {
                throw new Complaint(Exit.NO, "the gateway takes no mail any more");
            }
            Thread.sleep(LOOK);
        }
    }

    private static void drain(PosternGateway gateway) throws InterruptedException {
        long deadline = System.nanoTime() + TO_DRAIN.toNanos();
        while (true) {
            try {
                gateway.retry();
                if (gateway.queued() == 0) {
                    return;
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

    private int report(Ledger.Account account) {
        account.acknowledged()
                .forEach((way, count) ->
                        out().printf(
                                        Locale.ROOT,
                                        "acknowledged, %s: %,d%n",
                                        way.name().toLowerCase(Locale.ROOT),
                                        count));
        out().printf(
                        Locale.ROOT,
                        "duplicates: %,d; arrived without an acknowledgement: %,d%n",
                        account.duplicates(),
                        account.unasked());
        account.lost().stream().limit(MOST_SHOWN).forEach(it -> out().println("lost: " + it));
        out().printf(Locale.ROOT, "%d rounds, %,d lost%n", rounds, account.lost().size());
        return account.lost().isEmpty() ? Exit.OK : Exit.NO;
    }
}
