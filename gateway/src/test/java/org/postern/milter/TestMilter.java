package org.postern.milter;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.postern.journey.Arrival;
import org.postern.journey.Content;
import org.postern.journey.Journey;
import org.postern.listen.ListenProblem;
import org.postern.listen.Place;
import org.postern.listen.SocketFile;
import org.postern.mail.address.Address;
import org.postern.mail.address.Domain;
import org.postern.mail.milter.MilterLimits;
import org.postern.mail.smtp.Reply;
import org.postern.receive.ContentSpool;
import org.postern.settings.ByteSize;
import org.postern.settings.Destination;
import org.postern.settings.Network;

/// A milter door on loopback with fakes around it. The fields are knobs, to be turned before [#start].
final class TestMilter implements AutoCloseable {
    static final Reply ACCEPTED = Reply.of(250, "2.0.0", "Accepted");
    static final String TRACE = "Received: from x\r\n\tby y (Postern milter)\r\n";
    static final String INSERTED = "i\0\0\0\0Received\0 from x\n\tby y (Postern milter)\0";

    List<Place> listen = List.of(Place.parse("127.0.0.1:0"));
    List<Network> peers = List.of(Network.parse("127.0.0.0/8"));
    List<String> submissionDaemons = List.of();
    SocketFile socket = new SocketFile(new SocketFile.Mode(0600), "");
    ByteSize maxMessage = ByteSize.parse("8MiB");
    ByteSize inFlight = ByteSize.parse("64MiB");
    int maxConnections = 100;
    Duration idle = Duration.ofMinutes(2);
    Duration packet = Duration.ofSeconds(30);
    Duration write = Duration.ofSeconds(30);
    Duration progress = Duration.ofSeconds(10);
    Duration drain = Duration.ofSeconds(20);
    MilterLimits limits = MilterLimits.DEFAULTS;
    boolean relay;
    volatile Review review = (_, _) -> new Journey.Reviewed(ACCEPTED, false, TRACE);

    final PassMark mark = new PassMark(new PlainSeals(), InstantSource.system());
    final List<Message> messages = new CopyOnWriteArrayList<>();
    final List<MilterEvent> events = new CopyOnWriteArrayList<>();

    private Optional<MilterServer> server = Optional.empty();
    private Optional<ContentSpool> spool = Optional.empty();

    /// A message that was judged.
    record Message(Arrival arrival, String text) {}

    TestMilter start(Path directory) throws IOException {
        var settings =
                new MilterSettings(
                        listen,
                        peers,
                        socket,
                        new Destination("127.0.0.1", 10_026),
                        submissionDaemons,
                        maxMessage,
                        maxConnections,
                        new MilterSettings.Times(idle, packet, write, progress, drain),
                        limits);
        var made =
                new ContentSpool(
                        directory.resolve("tmp"),
                        new ContentSpool.Room(
                                ByteSize.parse("64KiB"),
                                ByteSize.parse("16MiB"),
                                inFlight,
                                inFlight,
                                new ByteSize(0)));
        spool = Optional.of(made);
        var parts =
                new Parts(
                        "node.example",
                        new OneDomain(relay),
                        this::review,
                        mark,
                        made,
                        events::add,
                        InstantSource.system());
        try {
            server = Optional.of(MilterServer.start(settings, parts));
        } catch (ListenProblem e) {
            throw new IOException(e);
        }
        return this;
    }

    private Journey.Reviewed review(Arrival arrival, Content content) throws InterruptedException {
        String text = StandardCharsets.ISO_8859_1.decode(content.octets()).toString();
        messages.add(new Message(arrival, text));
        return review.review(arrival, content);
    }

    MilterServer server() {
        return server.orElseThrow();
    }

    InetSocketAddress address() {
        return server().addresses().getFirst();
    }

    FakeServer connect() {
        return FakeServer.connect(address());
    }

    /// Waits until every connection has ended and every octet of room is given back.
    void settled() {
        await().atMost(Duration.ofMinutes(1)).until(() -> server().connections() == 0);
        ContentSpool rest = spool.orElseThrow();
        await().atMost(Duration.ofMinutes(1))
                .until(() -> rest.inFlight() == 0 && rest.inMemory() == 0);
    }

    List<MilterEvent.Broken> broken() {
        return events.stream()
                .filter(MilterEvent.Broken.class::isInstance)
                .map(MilterEvent.Broken.class::cast)
                .toList();
    }

    @Override
    public void close() {
        server.ifPresent(MilterServer::close);
    }

    private record OneDomain(boolean relay) implements Site {
        private static final Domain OWN = new Domain.Name("own.example");

        @Override
        public boolean isRelay(InetAddress client) {
            return relay;
        }

        @Override
        public boolean isOwn(Address recipient) {
            return recipient.domain().equals(OWN);
        }
    }
}
