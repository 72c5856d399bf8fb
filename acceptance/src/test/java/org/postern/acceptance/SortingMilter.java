package org.postern.acceptance;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.postern.journey.Arrival;
import org.postern.journey.Content;
import org.postern.journey.Door;
import org.postern.journey.Dossier;
import org.postern.journey.Envelope;
import org.postern.journey.Evidence;
import org.postern.journey.HandOver;
import org.postern.journey.Journey;
import org.postern.journey.NextHop;
import org.postern.journey.Plan;
import org.postern.journey.Ruled;
import org.postern.journey.Ruling;
import org.postern.journey.Shipment;
import org.postern.journey.Trace;
import org.postern.listen.ListenProblem;
import org.postern.listen.Place;
import org.postern.listen.SocketFile;
import org.postern.mail.address.Address;
import org.postern.mail.milter.MilterLimits;
import org.postern.mail.smtp.Reply;
import org.postern.milter.HandBack;
import org.postern.milter.MilterEvent;
import org.postern.milter.MilterServer;
import org.postern.milter.MilterSettings;
import org.postern.milter.Parts;
import org.postern.milter.PassMark;
import org.postern.milter.Seals;
import org.postern.milter.Site;
import org.postern.receive.ContentSpool;
import org.postern.settings.ByteSize;
import org.postern.settings.Destination;
import org.postern.settings.Network;

/// A milter door with its journey in the tests' own process, whose policy holds mail for some recipients. What is held is
/// only remembered; what is queued goes back to the server at once.
final class SortingMilter implements AutoCloseable {
    private static final String NODE = "postern.example";

    private final List<String> doubtful;
    private final ExecutorService queue;
    private final Path directory = Files.createTempDirectory("postern-sorting");
    private final List<Address> held = new CopyOnWriteArrayList<>();
    private final List<Dossier> dossiers = new CopyOnWriteArrayList<>();
    private final List<MilterEvent> events = new CopyOnWriteArrayList<>();
    private final PassMark mark = new PassMark(new Sealing(), InstantSource.system());
    private final MilterServer server;
    private volatile NextHop back = new NextHop("127.0.0.1", 1);

    /// @param doubtful recipients who get nothing
    SortingMilter(List<String> doubtful, ExecutorService queue) throws IOException, ListenProblem {
        this.doubtful = doubtful;
        this.queue = queue;
        var tenMegabytes = ByteSize.parse("10MiB");
        var spool =
                new ContentSpool(
                        directory,
                        new ContentSpool.Room(
                                tenMegabytes,
                                tenMegabytes,
                                tenMegabytes,
                                tenMegabytes,
                                new ByteSize(0)));
        server =
                MilterServer.start(
                        settings(tenMegabytes),
                        new Parts(
                                NODE,
                                new Anywhere(),
                                journey()::review,
                                mark,
                                spool,
                                events::add,
                                InstantSource.system()));
    }

    private static MilterSettings settings(ByteSize most) {
        var soon = Duration.ofMinutes(1);
        return new MilterSettings(
                List.of(Place.parse("127.0.0.1:0")),
                List.of(Network.parse("127.0.0.0/8")),
                new SocketFile(new SocketFile.Mode(0600), ""),
                new Destination("127.0.0.1", 1),
                List.of(),
                most,
                100,
                new MilterSettings.Times(soon, soon, soon, soon, soon),
                MilterLimits.DEFAULTS);
    }

    private Journey journey() {
        return new Journey(
                NODE,
                new Strangers(),
                (_, content) ->
                        new Journey.Examined(
                                new Dossier.Summary(content.size(), "", "", "", ""),
                                new Evidence(List.of())),
                new Policy(),
                (_, _) -> Optional.of(back),
                new NoWay(),
                (_, _, _) -> new HandOver.Failed("no delivery"),
                this::keep,
                dossiers::add);
    }

    private final class Policy implements Journey.Decision {
        @Override
        public String version() {
            return "sorting";
        }

        @Override
        public List<Ruled> decide(Envelope envelope, Evidence evidence) {
            return envelope.recipients().stream()
                    .map(it -> new Ruled(it, ruling(it), List.of()))
                    .toList();
        }

        private Ruling ruling(Address recipient) {
            return doubtful.contains(recipient.toString())
                    ? new Ruling.Hold("doubtful")
                    : new Ruling.Deliver("clean");
        }
    }

    private static final class NoWay implements Journey.Ways {
        @Override
        public Plan.Way of(Arrival arrival) {
            return Plan.Way.QUEUE;
        }

        @Override
        public boolean senderMayBeTold(Arrival arrival) {
            return false;
        }
    }

    private static final class Strangers implements Journey.Trust {
        @Override
        public boolean believes(InetAddress server) {
            return false;
        }

        @Override
        public boolean bringsMail(InetAddress server) {
            return false;
        }
    }

    private static final class Anywhere implements Site {
        @Override
        public boolean isRelay(InetAddress client) {
            return false;
        }

        @Override
        public boolean isOwn(Address recipient) {
            return true;
        }
    }

    private void keep(Journey.Accepted accepted, Plan.Commit plan, Content content) {
        plan.held().forEach(it -> held.add(it.recipient()));
        Dossier dossier = accepted.dossier();
        List<Address> others = plan.queued().stream().map(Plan.Queued::recipient).toList();
        String trace =
                new Trace(NODE)
                        .received(
                                dossier.id(),
                                Door.MILTER,
                                dossier.client(),
                                others,
                                false,
                                dossier.at());
        Shipment shipment =
                Shipment.of(
                        dossier.envelope().forRecipients(others),
                        trace,
                        Optional.empty(),
                        Door.MILTER,
                        dossier.id());
        var kept = new Kept(StandardCharsets.ISO_8859_1.decode(content.octets()).toString());
        queue.execute(() -> handBack(shipment, kept));
    }

    private void handBack(Shipment shipment, Kept kept) {
        try {
            new HandBack(SortingMilter::deliver, mark).handOver(back, shipment, kept);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static HandOver deliver(NextHop to, Shipment shipment, Content content) {
        Envelope envelope = shipment.envelope();
        var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port(to));
        try {
            String answer =
                    BesidePostfix.sendFrom(
                            NODE,
                            address,
                            "<" + envelope.sender() + "> BODY=8BITMIME",
                            envelope.recipients().stream().map(Address::toString).toList(),
                            shipment.trace() + ((Kept) content).text());
            return answer.startsWith("250")
                    ? new HandOver.Accepted(Reply.of(250, "2.0.0", "Ok"))
                    : new HandOver.Declined(declined(answer));
        } catch (IOException e) {
            return new HandOver.Failed(String.valueOf(e.getMessage()));
        }
    }

    private static Reply declined(String answer) {
        String[] words = answer.split(" ", 3);
        return Reply.of(Integer.parseInt(words[0]), words[1], words[2]);
    }

    private static int port(NextHop hop) {
        String text = hop.toString();
        return Integer.parseInt(text.substring(text.lastIndexOf(':') + 1));
    }

    /// A message as the queue has it.
    private record Kept(String text) implements Content {
        @Override
        public long size() {
            return text.length();
        }

        @Override
        public java.nio.ByteBuffer octets() {
            return StandardCharsets.ISO_8859_1.encode(text);
        }

        @Override
        public byte[] sha256() {
            return new byte[32];
        }

        @Override
        public void close() {}
    }

    /// With a key that is as good as any here.
    private static final class Sealing implements Seals {
        @Override
        public String seal(byte[] octets) {
            try {
                Mac mac = Mac.getInstance("HmacSHA256");
                mac.init(new SecretKeySpec(new byte[] {7}, "HmacSHA256"));
                return Base64.getEncoder().encodeToString(mac.doFinal(octets));
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public boolean fits(String seal, byte[] octets) {
            return seal.equals(seal(octets));
        }
    }

    int port() {
        return server.addresses().getFirst().getPort();
    }

    void handBackTo(int port) {
        back = new NextHop("127.0.0.1", port);
    }

    List<Address> held() {
        return held;
    }

    /// How many messages came to a decision.
    int judged() {
        return dossiers.size();
    }

    List<MilterEvent> events() {
        return events;
    }

    @Override
    public void close() throws IOException {
        server.close();
        RunningGateway.run("rm", "-rf", directory.toString());
    }
}
