package org.postern.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntSupplier;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postern.sink.Behaviour;
import org.postern.sink.Shelf;
import org.postern.sink.Sink;
import org.postern.sink.Taken;

/// The power is cut under load. What had not been forced is there, is not, or is in parts.
@Tag("slow")
@Tag("root")
@Tag("nightly")
class PowerCutTest {
    private static final int CUTS = Integer.getInteger("postern.power-cuts", 10);
    private static final long DISK = 768L << 20;
    private static final int CLIENTS = 6;
    private static final Duration LOAD = Duration.ofSeconds(20);
    private static final Duration SOON = Duration.ofMinutes(2);
    private static final String[] SETTINGS = {
        "edge.connection-rate-per-client = 1000000",
        "edge.message-rate-per-client = 1000000",
        "queue.first = [inbound]",
        "queue.retry-first = 1s"
    };

    /// What is asked of a message, by the word its subject begins with.
    private static final List<String> KINDS = List.of("held", "sent", "kept");

    @TempDir private Path folder;

    private final Map<String, Integer> acknowledged = new ConcurrentHashMap<>();
    private final Map<String, Integer> arrived = new ConcurrentHashMap<>();
    private final Set<String> arrivedAgain = ConcurrentHashMap.newKeySet();
    private int sure;
    private volatile IntSupplier now = () -> Integer.MAX_VALUE;
    private final AtomicBoolean over = new AtomicBoolean();
    private final AtomicInteger next = new AtomicInteger();

    @Test
    void promise1_j3_whatWasAcknowledgedIsThereAfterAPowerCut() throws Exception {
        long seed = Long.getLong("postern.seed", new Random().nextLong(1_000_000));
        var random = new Random(seed);
        Map<Integer, Path> images;
        try (Sink sink = Sink.start(Behaviour.GOOD, new Shelf.Shown(this::arrived))) {
            System.out.println("seed " + seed);
            // The gateway runs as a user of its own.
            RunningGateway.run("chmod", "755", folder.toString());
            images = record(sink.port(), random);
            assertThat(images).hasSize(CUTS);
            for (Map.Entry<Integer, Path> image : images.entrySet()) {
                check(image.getKey(), image.getValue());
                Files.delete(image.getValue());
            }
            arrivedAgain.clear();
            try (var mounted = Mounted.on(folder.resolve("mnt"), folder.resolve("older"));
                    var gateway = RunningGateway.again(mounted.folder())) {
                assertThat(missing(sure, gateway)).as("a disk that lies about forces").isNotEmpty();
            }
        }
    }

    /// Runs a gateway on a recorded disk, and makes images of it.
    private Map<Integer, Path> record(int sink, Random random) throws Exception {
        var images = new TreeMap<Integer, Path>();
        try (RecordedDisk disk = RecordedDisk.open(folder, DISK)) {
            RunningGateway.run(
                    "mkfs.ext4",
                    "-q",
                    "-F",
                    "-J",
                    "size=16",
                    "-E",
                    "lazy_itable_init=0,lazy_journal_init=0",
                    disk.file().toString());
            now = disk::position;
            int begin;
            int end;
            try (var mounted = Mounted.on(folder.resolve("mnt"), disk.file());
                    var gateway = RunningGateway.in(mounted.folder(), SETTINGS)) {
                gateway.route(sink);
                route(gateway, "away.example", 1);
                Thread[] clients = clients(gateway.edge(), disk);
                Awaitility.await().atMost(SOON).until(() -> acknowledged.size() > 20);
                begin = disk.position();
                long until = System.nanoTime() + LOAD.toNanos();
                Awaitility.await()
                        .atMost(SOON)
                        .until(() -> System.nanoTime() > until && acknowledged.size() > 200);
                over.set(true);
                for (Thread client : clients) {
                    client.join();
                }
                end = disk.position();
            }
            now = () -> Integer.MAX_VALUE;
            // One half by chance, the other where most was unforced.
            var positions = new TreeSet<>(disk.mostUnforced(begin, end, CUTS / 2));
            while (positions.size() < CUTS) {
                positions.add(begin + 1 + random.nextInt(end - begin));
            }
            int i = 0;
            for (int position : positions) {
                Path image = folder.resolve("image" + i);
                RecordedDisk.Cut cut = disk.cut(position, random, image);
                System.out.printf(
                        "power cut %d: after %d of %d writes and forces; %d writes were not forced, %d of those are"
                                + " missing or torn%n",
                        ++i, position, end, cut.unforced(), cut.missing());
                images.put(position, image);
            }
            // What is older than the last acknowledgements cannot have them.
            disk.cut(begin, random, folder.resolve("older"));
            sure = end;
        }
        return images;
    }

    private Thread[] clients(InetSocketAddress edge, RecordedDisk disk) {
        var clients = new Thread[CLIENTS];
        for (int i = 0; i < CLIENTS; i++) {
            String kind = KINDS.get(i % KINDS.size());
            clients[i] = Thread.ofPlatform().daemon().start(() -> send(edge, kind, disk));
        }
        return clients;
    }

    private void send(InetSocketAddress edge, String kind, RecordedDisk disk) {
        while (!over.get()) {
            String name = kind + next.incrementAndGet();
            String domain = kind.equals("kept") ? "away.example" : "example.net";
            try {
                String rest = kind.equals("held") ? Client.HELD : Client.CLEAN;
                if (Client.send(edge, name + "@" + domain, name, rest).startsWith("250")) {
                    // Whatever is cut from here on has heard of it.
                    acknowledged.put(name, disk.position());
                }
            } catch (IOException _) {
                // Another one, then.
            }
        }
    }

    /// Starts a gateway on an image, and looks for everything that was acknowledged before.
    private void check(int position, Path image) throws Exception {
        arrivedAgain.clear();
        try (var mounted = Mounted.on(folder.resolve("mnt"), image);
                var gateway = RunningGateway.again(mounted.folder())) {
            Awaitility.await()
                    .atMost(SOON)
                    .pollInterval(Duration.ofSeconds(1))
                    .untilAsserted(() -> assertThat(missing(position, gateway)).isEmpty());
            System.out.printf(
                    "position %d: %d acknowledged before it, none missing%n",
                    position, acknowledged.values().stream().filter(it -> it <= position).count());
        }
    }

    private List<String> missing(int position, RunningGateway gateway) throws Exception {
        String held = gateway.verb("hold", "list", "--limit", "10000").out();
        String queued = gateway.verb("queue", "list", "--limit", "10000").out();
        return acknowledged.entrySet().stream()
                .filter(it -> it.getValue() <= position)
                .map(Map.Entry::getKey)
                .filter(name ->
                        !switch (name.substring(0, 4)) {
                            case "held" -> held.contains("“" + name + "”");
                            case "sent" ->
                                    arrivedAgain.contains(name)
                                            || arrived.getOrDefault(name, Integer.MAX_VALUE)
                                                    <= position;
                            default -> queued.contains(name + "@away.example");
                        })
                .toList();
    }

    private void arrived(Taken message) {
        int at = message.text().indexOf("Subject: ") + 9;
        String subject = message.text().substring(at, message.text().indexOf("\r\n", at));
        int position = now.getAsInt();
        if (position == Integer.MAX_VALUE) {
            arrivedAgain.add(subject);
        } else {
            arrived.putIfAbsent(subject, position);
        }
    }

    private static void route(RunningGateway gateway, String domain, int port) throws Exception {
        assertThat(
                        gateway.verb(
                                        "site",
                                        "domain",
                                        "add",
                                        domain,
                                        "--next-hop",
                                        "127.0.0.1:" + port)
                                .exit())
                .isZero();
    }

    /// A disk that is mounted.
    private record Mounted(Path folder, String device) implements AutoCloseable {
        static Mounted on(Path folder, Path disk) throws IOException, InterruptedException {
            Files.createDirectories(folder);
            var attached =
                    Checkout.run(Map.of(), List.of("losetup", "--find", "--show", disk.toString()));
            if (attached.exit() != 0) {
                throw new IOException(attached.err());
            }
            var mounted = new Mounted(folder, attached.out().strip());
            try {
                RunningGateway.run(
                        "mount",
                        "-t",
                        "ext4",
                        "-o",
                        "noatime",
                        mounted.device(),
                        folder.toString());
            } catch (IOException e) {
                RunningGateway.run("losetup", "--detach", mounted.device());
                throw e;
            }
            return mounted;
        }

        @Override
        public void close() throws IOException {
            RunningGateway.run("umount", folder.toString());
            RunningGateway.run("losetup", "--detach", device);
        }
    }
}
