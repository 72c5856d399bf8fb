package org.postern.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postern.blocklist.BlocklistSettings;
import org.postern.blocklist.feed.FeedSettings;
import org.postern.blocklist.reverse.ReverseNone;
import org.postern.blocklist.reverse.ReverseUnconfirmed;
import org.postern.dns.Dns;
import org.postern.dns.DnsSettings;
import org.postern.journey.Client;
import org.postern.journey.Finding;
import org.postern.journey.Outcome;
import org.postern.journey.TestResult;
import org.postern.mail.address.Address;
import org.postern.mail.address.Domain;
import org.postern.mail.address.ReversePath;
import org.postern.receive.ClientCheck.Checked;
import org.postern.settings.Settings;
import org.postern.store.DataDirectory;

/// The engine as the edge asks it, with lists that the last run left.
class EdgeClientsTest {
    private static final Address BEN = new Address("ben", new Domain.Name("own.example"));

    private final Map<String, String> settings = new HashMap<>();
    private Optional<Blocking> blocking = Optional.empty();

    @TempDir private Path folder;

    @AfterEach
    void close() {
        blocking.ifPresent(Blocking::close);
    }

    /// Nothing is asked of the network: no test that does is switched on.
    private EdgeClients clients(String... lines) throws Exception {
        for (String test :
                List.of(
                        "reverse-none",
                        "reverse-unconfirmed",
                        "reverse-dynamic",
                        "reverse-generic",
                        "greylist")) {
            settings.putIfAbsent("blocklist.tests." + test, "off");
        }
        DataDirectory data = new DataDirectory(folder).create();
        Files.write(data.run().resolve("clients.txt"), List.of(lines));
        Settings s = Settings.of(settings);
        var made =
                Blocking.open(
                        new Blocking.Parts(
                                BlocklistSettings.from(s),
                                "gate.example",
                                List.of(new ReverseNone(), new ReverseUnconfirmed()),
                                FeedSettings.from(s, folder),
                                List::of,
                                it -> {
                                    throw new AssertionError(it);
                                },
                                data,
                                new Dns(DnsSettings.from(s)),
                                InstantSource.system(),
                                it -> {
                                    throw new AssertionError(it);
                                }));
        blocking = Optional.of(made);
        return new EdgeClients(made, it -> it.getHostAddress().equals("203.0.113.25"));
    }

    private static Checked sends(EdgeClients clients, String address) throws Exception {
        var peer = new InetSocketAddress(InetAddress.ofLiteral(address), 4711);
        return clients.sends(
                new Client(peer, "mail.example", true, Optional.empty(), false),
                ReversePath.Null.NULL,
                BEN);
    }

    @Test
    void h9_whoIsListedIsRefusedForGoodAndHearsWhy() throws Exception {
        Checked checked = sends(clients("block 192.0.2.0/24"), "192.0.2.7");

        assertThat(checked.refusal().orElseThrow())
                .hasToString("554 5.7.1 192.0.2.7 is not welcome here (192.0.2.0/24)");
        assertThat(checked.reason()).isEqualTo("blocklist-block-list");
    }

    @Test
    void whoIsPutOffMayComeBack() throws Exception {
        settings.put("blocklist.tests.block-list", "defer");
        settings.put("blocklist.text.block-list", "Later, {address}");

        assertThat(sends(clients("block 192.0.2.7"), "192.0.2.7").refusal().orElseThrow())
                .hasToString("450 4.7.1 Later, 192.0.2.7");
    }

    @Test
    void anEntryThatAllowsWins() throws Exception {
        EdgeClients clients = clients("block 192.0.2.0/24", "allow 192.0.2.7");

        Checked friend = sends(clients, "192.0.2.7");
        assertThat(friend.refusal()).isEmpty();
        assertThat(kinds(friend)).containsExactly("allow-list CLIENT");
        assertThat(sends(clients, "192.0.2.8").refusal()).isPresent();
    }

    @Test
    void whatIsFoundIsKeptWithTheMessageAndTagged() throws Exception {
        settings.put("blocklist.tests.block-list", "tag");

        Checked checked = sends(clients("block 192.0.2.7"), "192.0.2.7");

        assertThat(checked.refusal()).isEmpty();
        assertThat(kinds(checked)).containsExactly("block-list CLIENT", "block-list TAG");
    }

    @Test
    void aTrustedRelayIsNotTestedForWhatItBrings() throws Exception {
        EdgeClients clients = clients("block 203.0.113.0/24");

        assertThat(sends(clients, "203.0.113.25")).isEqualTo(Checked.NOTHING);
        assertThat(sends(clients, "203.0.113.26").refusal()).isPresent();
    }

    @Test
    void atConnectOnlyTheTestsCountThatAreNamedForIt() throws Exception {
        EdgeClients later = clients("block 192.0.2.7");
        assertThat(later.greeted(InetAddress.ofLiteral("192.0.2.7"))).isEqualTo(Checked.NOTHING);

        settings.put("blocklist.at-connect", "block-list");
        EdgeClients atOnce = clients("block 192.0.2.0/24", "allow 192.0.2.8");
        assertThat(atOnce.greeted(InetAddress.ofLiteral("192.0.2.7")).refusal()).isPresent();
        assertThat(atOnce.greeted(InetAddress.ofLiteral("192.0.2.8"))).isEqualTo(Checked.NOTHING);
        assertThat(atOnce.greeted(InetAddress.ofLiteral("192.0.3.7"))).isEqualTo(Checked.NOTHING);
    }

    private static List<String> kinds(Checked checked) {
        return checked.evidence().stream()
                .map(TestResult::outcome)
                .filter(Outcome.Found.class::isInstance)
                .flatMap(it -> ((Outcome.Found) it).findings().stream())
                .map((Finding it) -> it.name() + " " + it.kind())
                .toList();
    }
}
