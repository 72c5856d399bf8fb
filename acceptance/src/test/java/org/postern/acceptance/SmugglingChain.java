package org.postern.acceptance;

import static org.awaitility.Awaitility.await;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.postern.acceptance.Checkout.Answer;
import org.postern.acceptance.Overheard.Transaction;
import org.postern.sink.Behaviour;
import org.postern.sink.Shelf;
import org.postern.sink.Sink;

/// Four mail servers of others before a gateway and the same four behind it, with a sink behind each. Whatever goes in and
/// out of the gateway is overheard.
final class SmugglingChain implements AutoCloseable {
    private static final Duration SOON = Duration.ofMinutes(3);

    private final Deque<AutoCloseable> open = new ArrayDeque<>();
    private final Map<MailServer, Shelf.Memory> shelves = new EnumMap<>(MailServer.class);
    private final Map<MailServer, Relay> receivers = new EnumMap<>(MailServer.class);
    private final Map<MailServer, Wiretap> behind = new EnumMap<>(MailServer.class);
    private final Map<MailServer, Relay> senders = new EnumMap<>(MailServer.class);
    private final Map<Optional<MailServer>, Wiretap> before = new HashMap<>();
    private final RunningGateway gateway;

    /// A way through the gateway.
    ///
    /// @param sender none where the client speaks to the gateway
    record Way(Optional<MailServer> sender, MailServer receiver) {
        static List<Way> all() {
            return Stream.concat(
                            Stream.of(MailServer.values()).map(Optional::of),
                            Stream.of(Optional.<MailServer>empty()))
                    .flatMap(sender ->
                            Stream.of(MailServer.values())
                                    .map(receiver -> new Way(sender, receiver)))
                    .toList();
        }

        @Override
        public String toString() {
            return sender.map(MailServer::word).orElse("client") + " to " + receiver.word();
        }
    }

    /// What the client heard.
    ///
    /// @param offered whether the server offers what the attack needs; if not, it did not take place
    /// @param replies those to the content, or the one that ended the attempt before, and all that followed
    record Attempt(Way way, Smuggle smuggle, String token, boolean offered, List<String> replies) {
        Attempt {
            replies = List.copyOf(replies);
        }

        boolean isDirect() {
            return way.sender().isEmpty();
        }
    }

    SmugglingChain() throws Exception {
        try {
            for (MailServer program : MailServer.values()) {
                var shelf = new Shelf.Memory();
                Sink sink = kept(Sink.start(Behaviour.GOOD, shelf));
                shelves.put(program, shelf);
                Relay receiver = kept(program.relay(sink.port()));
                receivers.put(program, receiver);
                behind.put(program, kept(new Wiretap(receiver.port())));
            }
            gateway = kept(RunningGateway.open());
            succeed("site", "relay", "add", "127.0.0.0/8");
            for (MailServer program : MailServer.values()) {
                succeed(
                        "site",
                        "domain",
                        "add",
                        program.domain(),
                        "--next-hop",
                        "127.0.0.1:" + part(behind, program).port());
                Wiretap tap = kept(new Wiretap(gateway.edge().getPort()));
                before.put(Optional.of(program), tap);
                senders.put(program, kept(program.relay(tap.port())));
            }
            before.put(Optional.empty(), kept(new Wiretap(gateway.edge().getPort())));
        } catch (Exception e) {
            close();
            throw e;
        }
    }

    private <T extends AutoCloseable> T kept(T part) {
        open.push(part);
        return part;
    }

    private static <K, V> V part(Map<K, V> parts, K which) {
        return Objects.requireNonNull(parts.get(which));
    }

    private void succeed(String... verb) throws IOException, InterruptedException {
        Answer answer = gateway.verb(verb);
        if (answer.exit() != 0) {
            throw new IOException(answer.err());
        }
    }

    /// Tries all attacks on all ways, those of different senders at the same time, and waits until nothing moves any more.
    List<SmugglingOutcome> run(List<Smuggle> attacks) throws Exception {
        var attempts = new ArrayList<Attempt>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var running = new ArrayList<Future<List<Attempt>>>();
            for (Optional<MailServer> sender : before.keySet()) {
                running.add(
                        threads.submit((Callable<List<Attempt>>) () -> attempts(sender, attacks)));
            }
            for (Future<List<Attempt>> some : running) {
                attempts.addAll(some.get());
            }
        }
        settle();
        return outcomes(attempts);
    }

    private List<Attempt> attempts(Optional<MailServer> sender, List<Smuggle> attacks)
            throws IOException {
        int port = sender.map(it -> part(senders, it).port()).orElse(part(before, sender).port());
        var server = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        List<String> offers = offers(server);
        var attempts = new ArrayList<Attempt>();
        for (Way way : Way.all()) {
            for (int i = 0; i < attacks.size() && way.sender().equals(sender); i++) {
                attempts.add(attempt(way, attacks.get(i), i, server, offers));
            }
        }
        return attempts;
    }

    private static Attempt attempt(
            Way way, Smuggle smuggle, int number, InetSocketAddress server, List<String> offers)
            throws IOException {
        String token = way.toString().replace(" to ", "-") + "-" + number + "-";
        if (offers.stream().noneMatch(it -> it.startsWith(smuggle.needs().keyword()))) {
            return new Attempt(way, smuggle, token, false, List.of());
        }
        return new Attempt(
                way, smuggle, token, true, speak(server, smuggle.of(token, way.receiver())));
    }

    private static List<String> offers(InetSocketAddress server) throws IOException {
        try (Client client = Client.connect(server)) {
            client.reply();
            client.write("EHLO client.example.org\r\n");
            return client.answer().stream().map(it -> it.substring(4)).toList();
        }
    }

    /// Says all of it, as far as the server goes along, and listens to the end.
    static List<String> speak(InetSocketAddress server, Smuggle smuggle) throws IOException {
        var replies = new ArrayList<String>();
        try (Client client = Client.connect(server)) {
            client.reply();
            String reply = "250";
            for (String command : smuggle.commands()) {
                reply = reply.startsWith("2") ? client.say(command) : reply;
            }
            for (String part : smuggle.parts()) {
                if (reply.startsWith("2") || reply.startsWith("354")) {
                    client.write(part);
                    reply = client.reply();
                    replies.add(reply);
                }
            }
            if (replies.isEmpty()) {
                replies.add(reply);
            }
            client.write("QUIT\r\n");
            while (true) {
                replies.add(client.reply());
            }
        } catch (EOFException | SocketException _) {
            // It is done with us, with or without hearing us out.
            return replies;
        }
    }

    /// The servers before the gateway have handed all over; then the gateway ends, and with it all that servers behind it
    /// could hear; then these have handed on what they have.
    private void settle() {
        senders.forEach((program, it) -> awaitEmpty(program, it));
        gateway.stop();
        behind.values()
                .forEach(tap ->
                        await().atMost(SOON)
                                .until(() ->
                                        tap.connections().stream()
                                                .allMatch(Wiretap.Connection::ended)));
        receivers.forEach((program, it) -> awaitEmpty(program, it));
    }

    private static void awaitEmpty(MailServer program, Relay relay) {
        await("the queue of " + program)
                .atMost(SOON)
                .pollInterval(Duration.ofMillis(200))
                .until(() -> isEmpty(relay));
    }

    private static boolean isEmpty(Relay relay) throws IOException {
        if (relay.queued() == 0) {
            return true;
        }
        relay.hurry();
        return false;
    }

    private List<SmugglingOutcome> outcomes(List<Attempt> attempts) {
        var in = new HashMap<Optional<MailServer>, List<Transaction>>();
        before.forEach((sender, tap) -> in.put(sender, Overheard.transactions(tap)));
        var out = new HashMap<MailServer, List<Transaction>>();
        behind.forEach((receiver, tap) -> out.put(receiver, Overheard.transactions(tap)));
        return attempts.stream()
                .map(it ->
                        new SmugglingOutcome(
                                it,
                                of(it.token(), part(in, it.way().sender())),
                                of(it.token(), part(out, it.way().receiver())),
                                part(shelves, it.way().receiver()).messages().stream()
                                        .filter(mail ->
                                                mail.recipients().toString().contains(it.token()))
                                        .toList()))
                .toList();
    }

    /// Those of an attempt, without the notice that it failed.
    private static List<Transaction> of(String token, List<Transaction> all) {
        return all.stream()
                .filter(it -> (it.sender() + it.recipients()).contains(token))
                .filter(it -> !it.recipients().toString().contains(Smuggle.AUTHOR + token))
                .toList();
    }

    /// All that was overheard.
    List<Wiretap> taps() {
        return Stream.concat(before.values().stream(), behind.values().stream()).toList();
    }

    /// What was overheard behind the gateway.
    Map<MailServer, Wiretap> behind() {
        return Map.copyOf(behind);
    }

    @Override
    public void close() throws IOException {
        var failed = new IOException("not all could be closed");
        while (!open.isEmpty()) {
            try {
                open.pop().close();
            } catch (Exception e) {
                failed.addSuppressed(e);
            }
        }
        if (failed.getSuppressed().length > 0) {
            throw failed;
        }
    }
}
