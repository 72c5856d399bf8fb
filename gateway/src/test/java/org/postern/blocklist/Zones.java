package org.postern.blocklist;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Optional;
import org.postern.mail.address.IpAddress;
import org.postern.mail.dns.DnsLookup;
import org.postern.mail.dns.ZoneReader;

/// Clients and what the DNS says of them.
public final class Zones {
    private Zones() {}

    /// A part of the DNS, as a zone file.
    public static DnsLookup zone(String... lines) {
        ZoneReader.Reading reading = ZoneReader.read(String.join("\n", lines));
        assertThat(reading.problems()).isEmpty();
        return reading.zone();
    }

    public static IpAddress ip(String text) {
        return IpAddress.parse(text).orElseThrow();
    }

    public static Caller client(String address) {
        return Caller.at(ip(address));
    }

    /// Who says a name in HELO.
    public static Caller saying(String address, String hello) {
        Caller client = client(address);
        return new Caller(
                client.address(),
                client.told(),
                Optional.of(hello),
                client.sender(),
                client.recipient(),
                client.proof());
    }

    public static Result examined(ClientTest test, Caller caller, DnsLookup dns)
            throws InterruptedException {
        return test.examine(new ClientView(caller, Instant.EPOCH, dns));
    }

    /// What was found, or nothing.
    public static Optional<String> found(ClientTest test, Caller caller, DnsLookup dns)
            throws InterruptedException {
        return examined(test, caller, dns) instanceof Result.Hit(var detail, _)
                ? Optional.of(detail)
                : Optional.empty();
    }
}
