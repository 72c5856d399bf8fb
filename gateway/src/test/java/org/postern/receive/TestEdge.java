package org.postern.receive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.postern.connect.ClientLimits;
import org.postern.journey.Arrival;
import org.postern.journey.Content;
import org.postern.journey.NextHop;
import org.postern.journey.Standing;
import org.postern.mail.address.Address;
import org.postern.mail.address.Domain;
import org.postern.mail.smtp.ContentLimits;
import org.postern.mail.smtp.ConversationLimits;
import org.postern.mail.smtp.Reply;
import org.postern.settings.ByteSize;
import org.postern.settings.Listen;

/// An edge on loopback with fakes around it. The fields are knobs, to be turned before [#start].
final class TestEdge implements AutoCloseable {
    static final NextHop INNER = new NextHop("192.0.2.25", 25);
    static final NextHop OTHER = new NextHop("192.0.2.26", 25);
    static final NextHop WORLD = new NextHop("192.0.2.27", 25);
    static final Reply ACCEPTED = Reply.of(250, "2.0.0", "Accepted");

    ClientLimits clients = new ClientLimits(1000, 1000, 100_000, 100_000, 1000);
    ConversationLimits conversation = ConversationLimits.DEFAULTS;
    ContentLimits content = ContentLimits.of(1 << 20);
    Duration greetPause = Duration.ZERO;
    Duration command = Duration.ofSeconds(30);
    Duration data = Duration.ofSeconds(30);
    Duration transaction = Duration.ofSeconds(60);
    Duration write = Duration.ofSeconds(30);
    Duration handshake = Duration.ofSeconds(30);
    Duration drain = Duration.ofSeconds(20);
    ByteSize slowest = new ByteSize(1);
    ContentSpool.Room room =
            new ContentSpool.Room(
                    ByteSize.parse("64KiB"),
                    ByteSize.parse("16MiB"),
                    ByteSize.parse("64MiB"),
                    ByteSize.parse("64MiB"),
                    new ByteSize(0));
    FakeDisk disk = new FakeDisk();
    Optional<TlsMaterial> tls = Optional.empty();
    Spokesmen spokesmen = Spokesmen.NONE;
    ClientCheck strangers = ClientCheck.NONE;
    boolean relay;
    boolean exempt;
    boolean outbound;
    Submission submission = Submission.OFF;
    FilterSettings filter = FilterSettings.OFF;
    volatile Onward onward = (_, _) -> ACCEPTED;

    final List<Message> messages = new CopyOnWriteArrayList<>();
    final List<EdgeEvent> events = new CopyOnWriteArrayList<>();

    private Optional<EdgeServer> server = Optional.empty();
    private Optional<ContentSpool> spool = Optional.empty();

    /// A message that reached the journey and was accepted there.
    record Message(Arrival arrival, String text) {}

    TestEdge start() {
        var settings =
                new EdgeSettings(
                        List.of(Listen.parse("127.0.0.1:0")),
                        clients,
                        conversation,
                        content,
                        new EdgeSettings.Times(
                                greetPause,
                                command,
                                data,
                                slowest,
                                transaction,
                                Duration.ofMinutes(5),
                                write,
                                handshake,
                                drain),
                        room,
                        spokesmen);
        var made = new ContentSpool(disk, room);
        spool = Optional.of(made);
        var parts =
                new Parts(
                        "edge.example",
                        tls,
                        new Site(relay, exempt, outbound),
                        strangers,
                        this::receive,
                        made,
                        events::add,
                        InstantSource.system());
        try {
            server = Optional.of(EdgeServer.start(settings, submission, filter, parts));
        } catch (EdgeProblem e) {
            throw new AssertionError(e);
        }
        return this;
    }

    private Reply receive(Arrival arrival, Content octets) throws InterruptedException {
        String text = StandardCharsets.ISO_8859_1.decode(octets.octets()).toString();
        Reply reply = onward.receive(arrival, octets);
        if (reply.isPositive()) {
            messages.add(new Message(arrival, text));
        }
        return reply;
    }

    EdgeServer server() {
        return server.orElseThrow();
    }

    ContentSpool spool() {
        return spool.orElseThrow();
    }

    InetSocketAddress address() {
        return server().addresses().getFirst();
    }

    RawClient connect() {
        return RawClient.connect(address());
    }

    RawClient greeted() {
        return RawClient.greeted(address());
    }

    /// Sends one good message, to see that the edge still works.
    void sendGood() {
        int before = messages.size();
        try (RawClient client = greeted()) {
            client.data("a@sender.example", "b@own.example");
            client.send("Subject: good\r\n\r\nfine\r\n.\r\n").expect("250");
            client.line("QUIT").expect("221");
        }
        assertThat(messages).hasSizeGreaterThan(before);
    }

    /// Waits until every connection has ended and every octet of room is given back.
    void settled() {
        await().atMost(Duration.ofMinutes(1)).until(() -> server().connections() == 0);
        assertThat(spool().inFlight()).isZero();
        assertThat(spool().inMemory()).isZero();
    }

    <T extends EdgeEvent> List<T> saw(Class<T> kind) {
        return events.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    /// Reasons of all messages that were not taken.
    List<String> notTaken() {
        return saw(EdgeEvent.NotTaken.class).stream().map(EdgeEvent.NotTaken::reason).toList();
    }

    List<String> dropped() {
        return saw(EdgeEvent.Dropped.class).stream().map(EdgeEvent.Dropped::reason).toList();
    }

    @Override
    public void close() {
        server.ifPresent(EdgeServer::close);
    }

    /// Mail for `own.example` and `second.example` goes to one server, for `third.example` to another, and relays may
    /// also send to `routed.example`.
    ///
    /// @param exempt whether clients bring mail of others
    /// @param outbound whether every other domain has a route too
    record Site(boolean relay, boolean exempt, boolean outbound) implements Recipients {
        @Override
        public Optional<Route> route(Address recipient) {
            return switch (recipient.domain().text()) {
                case "own.example", "second.example" -> Optional.of(new Route(INNER, true));
                case "third.example" -> Optional.of(new Route(OTHER, true));
                case "routed.example" -> Optional.of(new Route(WORLD, false));
                default -> outbound ? Optional.of(new Route(WORLD, false)) : Optional.empty();
            };
        }

        /// Local parts that begin with `no-` are unknown, with `who-` not to be found out; `all` and `astray`
        /// are aliases, one of nobody whom a route leads to.
        @Override
        public Standing standing(Address recipient) {
            String name = recipient.localPart();
            if (name.startsWith("no-")) {
                return Standing.Certain.UNKNOWN;
            }
            if (name.startsWith("who-")) {
                return new Standing.Unsure("nobody to ask");
            }
            if (name.equals("astray")) {
                return new Standing.Alias(
                        List.of(
                                new Address("ann", recipient.domain()),
                                new Address("ann", new Domain.Name("nowhere.example"))));
            }
            return name.equals("all")
                    ? new Standing.Alias(
                            List.of(
                                    new Address("ann", recipient.domain()),
                                    new Address("ben", recipient.domain())))
                    : Standing.Certain.KNOWN;
        }

        @Override
        public Optional<String> person(Address recipient) {
            String user = recipient.localPart().split("\\+", 2)[0].toLowerCase(Locale.ROOT);
            return user.equals("postmaster") || user.equals("abuse")
                    ? Optional.empty()
                    : Optional.of(user + "@" + recipient.domain());
        }

        @Override
        public boolean isRelay(InetAddress client) {
            return relay;
        }

        @Override
        public boolean isExempt(InetAddress client) {
            return relay || exempt;
        }

        @Override
        public Domain home() {
            return new Domain.Name("own.example");
        }
    }
}
