package org.postern.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import org.postern.app.Complaint;
import org.postern.app.Exit;
import org.postern.app.tools.Load;
import org.postern.app.tools.LoadPlan;
import org.postern.app.tools.LoadReport;
import org.postern.mail.address.Address;
import org.postern.mail.address.AddressParser;
import org.postern.mail.address.Parsed;
import org.postern.mail.address.ReversePath;
import org.postern.settings.ByteSize;

/// How long clients wait for the final reply while as many messages come as each server takes.
///
/// @param peer milliseconds
/// @param ours milliseconds
record Replies(int octets, String peerName, Percentiles peer, Percentiles ours) {

    /// Milliseconds from the final dot to its reply that so many of a hundred messages do not exceed.
    record Percentiles(double p50, double p99, double slowest) {}

    static Replies measure(int octets, Duration length, Contestant peer, Contestant ours)
            throws IOException, InterruptedException {
        return new Replies(octets, peer.name(), of(peer, octets, length), of(ours, octets, length));
    }

    private static Percentiles of(Contestant server, int octets, Duration length)
            throws IOException, InterruptedException {
        var plan =
                new LoadPlan(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()),
                        Client.SESSIONS,
                        Long.MAX_VALUE,
                        length,
                        Optional.empty(),
                        new ByteSize(octets),
                        false,
                        false,
                        new ReversePath.Mailbox(address(Talk.SENDER)),
                        address(Talk.RECIPIENT),
                        Duration.ofSeconds(60));
        LoadReport report = new Load(plan).run();
        if (report.failed() > 0) {
            throw new Complaint(
                    Exit.NO, server.name() + " did not take every message: " + report.errors());
        }
        server.awaitNothingLeft(length.multipliedBy(10));
        return new Percentiles(report.p50(), report.p99(), report.slowest());
    }

    private static Address address(String text) {
        if (AddressParser.ASCII.address(text) instanceof Parsed.Value<Address>(Address address)) {
            return address;
        }
        throw new IllegalArgumentException(text);
    }

    String print() {
        return String.format(
                Locale.ROOT,
                "Final replies to %s in queue mode, p50 / p99 / slowest: %s %s ms, Postern %s ms.%n",
                Report.size(octets),
                peerName,
                words(peer),
                words(ours));
    }

    private static String words(Percentiles it) {
        return String.format(Locale.ROOT, "%.1f / %.1f / %.0f", it.p50(), it.p99(), it.slowest());
    }
}
