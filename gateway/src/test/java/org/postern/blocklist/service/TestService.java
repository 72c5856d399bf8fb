package org.postern.blocklist.service;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.postern.blocklist.Action;
import org.postern.blocklist.Blocker;
import org.postern.blocklist.Caller;
import org.postern.blocklist.ClientTest;
import org.postern.blocklist.ClientView;
import org.postern.blocklist.Result;
import org.postern.blocklist.Rule;
import org.postern.blocklist.Rules;
import org.postern.listen.Connection;
import org.postern.listen.ListenProblem;
import org.postern.listen.Place;
import org.postern.listen.SocketFile;
import org.postern.mail.delegation.QuestionLimits;
import org.postern.mail.dns.Zone;
import org.postern.settings.Network;

/// The service on loopback, with a real engine and tests of the test's own. The fields are knobs, to be turned before
/// [#start].
final class TestService implements AutoCloseable {
    static final String LISTED = "192.0.2.1";
    static final String DOUBTFUL = "192.0.2.2";
    static final String TAGGED = "192.0.2.3";
    static final String CLEAN = "198.51.100.1";

    List<Place> listen = List.of(Place.parse("127.0.0.1:0"));
    List<Network> peers = List.of(Network.parse("127.0.0.0/8"));
    Set<String> certificates = Set.of();
    int maxConnections = 10_000;
    Duration idle = Duration.ofMinutes(2);
    Duration whole = Duration.ofSeconds(30);
    Duration write = Duration.ofSeconds(30);
    Duration answer = Duration.ofSeconds(30);
    ServiceSettings.FailDirection fail = ServiceSettings.FailDirection.PASS;
    Judge judge = engine()::judge;

    final List<ServiceEvent> events = new CopyOnWriteArrayList<>();
    final List<Caller> judged = new CopyOnWriteArrayList<>();
    private final AtomicInteger ids = new AtomicInteger();
    private Optional<BlocklistServer> server = Optional.empty();

    private record At(String name, String address) implements ClientTest {
        @Override
        public String purpose() {
            return "is one address";
        }

        @Override
        public Result examine(ClientView client) {
            return client.caller().address().toString().equals(address)
                    ? new Result.Hit("seen")
                    : Result.Clear.CLEAR;
        }
    }

    private static Blocker engine() {
        var rules =
                new Rules(
                        List.of(
                                rule("listed", LISTED, Action.REJECT),
                                rule("doubtful", DOUBTFUL, Action.DEFER),
                                rule("odd", TAGGED, Action.TAG)));
        return new Blocker(
                () -> rules, (_, _) -> new Zone.Builder().build(), InstantSource.system());
    }

    private static Rule rule(String name, String address, Action action) {
        return new Rule(new At(name, address), action, 1, Optional.empty());
    }

    TestService start() throws IOException {
        var settings =
                new ServiceSettings(
                        listen,
                        peers,
                        new SocketFile(new SocketFile.Mode(0660), ""),
                        certificates,
                        maxConnections,
                        new Connection.Times(idle, whole, write),
                        answer,
                        fail,
                        "https://mx.example/{test}?{address}",
                        QuestionLimits.DEFAULTS);
        Judge seen =
                caller -> {
                    judged.add(caller);
                    return judge.judge(caller);
                };
        var parts =
                new Parts(seen, events::add, () -> "id" + ids.incrementAndGet(), Optional::empty);
        try {
            server = Optional.of(BlocklistServer.start(settings, parts));
        } catch (ListenProblem e) {
            throw new IOException(e);
        }
        return this;
    }

    BlocklistServer server() {
        return server.orElseThrow();
    }

    InetSocketAddress address() {
        return server().addresses().getFirst();
    }

    Asking connect() throws IOException {
        return Asking.at(address());
    }

    /// Waits until every connection has ended.
    void settled() {
        await().atMost(Duration.ofMinutes(1)).until(() -> server().connections() == 0);
    }

    @Override
    public void close() {
        server.ifPresent(BlocklistServer::close);
    }
}
