package org.postern.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.postern.app.Complaint;
import org.postern.app.Exit;
import org.postern.bench.Letter.Way;
import org.postern.bench.trap.Point;
import org.postern.bench.trap.Victim;

/// Rounds of killing, some at named points, the rest at moments of chance. For one thread.
final class Rounds {
    private static final Duration TO_COME_BACK = Duration.ofMinutes(3);
    private static final Duration TO_GET_THERE = Duration.ofSeconds(45);
    private static final Duration LOOK = Duration.ofMillis(20);
    private static final int MOST_TIMES = 6;
    private static final List<Victim> VICTIMS = List.of(Victim.values());

    private final PosternGateway gateway;
    private final Traps traps;
    private final Ledger ledger;
    private final Random random;
    private final Consumer<String> progress;
    private final List<Round> plan;
    private final Map<Point, Integer> reached = new EnumMap<>(Point.class);
    private final Set<Point> missed = EnumSet.noneOf(Point.class);
    private final Map<Victim, Integer> byChance = new EnumMap<>(Victim.class);
    private final Semaphore answered = new Semaphore(0);
    private volatile boolean awaitsAnswer;
    private int number;
    private long killed;

    /// What is done in one round.
    sealed interface Round {
        record At(Point point, Victim victim) implements Round {}

        record AnyTime(Victim victim) implements Round {}
    }

    Rounds(
            PosternGateway gateway,
            Traps traps,
            Ledger ledger,
            int rounds,
            Random random,
            Consumer<String> progress) {
        this.gateway = gateway;
        this.traps = traps;
        this.ledger = ledger;
        this.random = random;
        this.progress = progress;
        this.plan = plan(rounds, random);
    }

    /// Every point once before any comes twice, with another victim each time; among them moments of chance, at least one
    /// round of ten. Those of the first start come once, before everything, where there is time for all points.
    static List<Round> plan(int rounds, Random random) {
        var all = new ArrayList<Round>();
        for (Point point : Point.values()) {
            if (point.phase() == Point.Phase.FIRST_START && rounds >= Point.values().length) {
                all.add(new Round.At(point, point.victims().getFirst()));
            }
        }
        List<Point> others =
                Stream.of(Point.values())
                        .filter(it -> it.phase() != Point.Phase.FIRST_START)
                        .toList();
        for (int turn = 0; all.size() < rounds; turn++) {
            int of = turn;
            var these = new ArrayList<Round>();
            others.forEach(
                    it -> these.add(new Round.At(it, it.victims().get(of % it.victims().size()))));
            for (int i = 0; i <= others.size() / 9; i++) {
                these.add(new Round.AnyTime(VICTIMS.get((of + i) % VICTIMS.size())));
            }
            Collections.shuffle(these, random);
            all.addAll(these);
        }
        return List.copyOf(all.subList(0, rounds));
    }

    private static boolean isFirst(Round round) {
        return round instanceof Round.At(Point point, _)
                && point.phase() == Point.Phase.FIRST_START;
    }

    /// Kills the first starts of the gateway. It does not run afterwards.
    void killFirstStarts() throws IOException, InterruptedException {
        for (Round round : plan) {
            if (isFirst(round)) {
                Round.At at = (Round.At) round;
                traps.set(at.point(), at.victim(), 1);
                gateway.launch();
                if (!sprung(at)) {
                    gateway.kill();
                }
                gateway.awaitDeath(TO_COME_BACK);
                killed = System.nanoTime();
                tell(round);
            }
        }
    }

    /// All other rounds, on a gateway that runs and has clients.
    void killUnderLoad() throws IOException, InterruptedException {
        for (Round round : plan) {
            if (!isFirst(round)) {
                play(round);
                tell(round);
            }
        }
    }

    private void play(Round round) throws IOException, InterruptedException {
        long before = System.nanoTime();
        long database = gateway.databasePid();
        Victim victim =
                switch (round) {
                    case Round.AnyTime(Victim one) -> anyTime(one);
                    case Round.At at ->
                            at.point().phase() == Point.Phase.START ? start(at) : load(at);
                };
        killed = System.nanoTime();
        if (victim == Victim.DATABASE) {
            awaitOtherDatabase(database);
        }
        Map<Way, Long> count = counts();
        if (victim.takesJava()) {
            gateway.awaitDeath(TO_COME_BACK);
            ledger.javaDied();
            gateway.launch();
            Talk.awaitGreeting(gateway.port(), TO_COME_BACK);
        }
        awaitMail(count);
        if (victim.takesDatabase()) {
            ledger.databaseWasAway(before);
        }
    }

    /// What was committed just before the end is still being answered, and says nothing of the next database.
    private void awaitOtherDatabase(long before) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + TO_COME_BACK.toNanos();
        while (gateway.databasePid() == before && System.nanoTime() < deadline) {
            Thread.sleep(LOOK);
        }
    }

    private Victim anyTime(Victim victim) throws IOException, InterruptedException {
        Thread.sleep(50 + random.nextInt(950));
        kill(victim);
        byChance.merge(victim, 1, Integer::sum);
        return victim;
    }

    /// Kills Java at any time, and again while it starts.
    private Victim start(Round.At at) throws IOException, InterruptedException {
        Thread.sleep(50 + random.nextInt(450));
        boolean alsoDatabase = at.point() == Point.DATABASE_SPAWNED;
        kill(alsoDatabase ? Victim.BOTH : Victim.JAVA);
        ledger.javaDied();
        traps.set(at.point(), at.victim(), 1);
        gateway.launch();
        if (!sprung(at)) {
            gateway.kill();
        }
        return alsoDatabase ? Victim.BOTH : Victim.JAVA;
    }

    private Victim load(Round.At at) throws IOException, InterruptedException {
        traps.set(at.point(), at.victim(), 1 + random.nextInt(MOST_TIMES));
        if (at.point().isBarred()) {
            if (traps.awaitOrdered(TO_GET_THERE) && answered()) {
                reached.merge(at.point(), 1, Integer::sum);
            } else {
                missed.add(at.point());
            }
            kill(at.victim());
            traps.clear();
        } else if (!sprung(at)) {
            traps.clear();
            kill(at.victim());
        }
        return at.victim();
    }

    /// Told by every client of a queued message that it heard 250.
    void heard(Way way) {
        if (awaitsAnswer && way == Way.QUEUED) {
            answered.release();
        }
    }

    private boolean answered() throws InterruptedException {
        answered.drainPermits();
        awaitsAnswer = true;
        boolean came =
                answered.tryAcquire(
                        1 + random.nextInt(3), TO_GET_THERE.toMillis(), TimeUnit.MILLISECONDS);
        awaitsAnswer = false;
        return came;
    }

    /// Waits until a point is reached, as long as that may still happen.
    private boolean sprung(Round.At at) throws InterruptedException {
        boolean load = at.point().phase() == Point.Phase.LOAD;
        long deadline = System.nanoTime() + (load ? TO_GET_THERE : TO_COME_BACK).toNanos();
        boolean may = true;
        while (may && System.nanoTime() < deadline) {
            may = gateway.isAlive() && (load || !gateway.isReady());
            if (traps.awaitSprung(LOOK)) {
                reached.merge(at.point(), 1, Integer::sum);
                return true;
            }
        }
        missed.add(at.point());
        return false;
    }

    private void kill(Victim victim) throws IOException {
        if (victim.takesDatabase()) {
            ProcessHandle.of(gateway.databasePid()).ifPresent(ProcessHandle::destroyForcibly);
        }
        if (victim.takesJava()) {
            gateway.kill();
        }
    }

    private Map<Way, Long> counts() {
        var counts = new EnumMap<Way, Long>(Way.class);
        for (Way way : Way.values()) {
            counts.put(way, ledger.acknowledged(way));
        }
        return counts;
    }

    /// A round is over when mail of every kind is taken again; else the next one would kill what does nothing.
    private void awaitMail(Map<Way, Long> before) throws InterruptedException {
        long deadline = System.nanoTime() + TO_COME_BACK.toNanos();
        while (Stream.of(Way.values())
                .anyMatch(it -> ledger.acknowledged(it) <= before.getOrDefault(it, 0L))) {
            if (System.nanoTime() > deadline) {
                throw new Complaint(
                        Exit.NO, "the gateway takes no mail any more:\n" + gateway.said());
            }
            Thread.sleep(LOOK);
        }
    }

    private void tell(Round round) {
        number++;
        String what =
                switch (round) {
                    case Round.At(Point point, Victim victim) ->
                            lower(victim) + (missed.contains(point) ? " not at " : " at ") + point;
                    case Round.AnyTime(Victim victim) -> lower(victim) + " by chance";
                };
        progress.accept(
                String.format(
                        Locale.ROOT,
                        "round %d: killed %s, back after %.1f s, %,d acknowledged so far",
                        number,
                        what,
                        (System.nanoTime() - killed) / 1e9,
                        ledger.acknowledged()));
    }

    static String lower(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    /// How often each point was reached.
    Map<Point, Integer> reached() {
        return reached;
    }

    /// What was waited for, and did not come.
    Set<Point> missed() {
        return missed;
    }

    /// How often each victim was killed at a moment of chance.
    Map<Victim, Integer> byChance() {
        return byChance;
    }
}
