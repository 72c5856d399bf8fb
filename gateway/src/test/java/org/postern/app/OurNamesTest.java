package org.postern.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.postern.directory.Site;
import org.postern.mail.address.IpAddress;
import org.postern.mail.dns.DnsName;
import org.postern.settings.Network;

class OurNamesTest {
    private static final OurNames US =
            new OurNames(
                    "mx.example.org",
                    () ->
                            Site.UNCONFIGURED.withRelayNetworks(
                                    List.of(Network.parse("192.0.2.0/24"))),
                    List.of(Network.parse("198.51.100.0/24")));

    private static IpAddress ip(String text) {
        return IpAddress.parse(text).orElseThrow();
    }

    @Test
    void theNodeAndTheDomainsAreOurs() {
        assertThat(US.isName(new DnsName("mx.example.org"))).isTrue();
        assertThat(US.isName(new DnsName("postern.example"))).isTrue();
        assertThat(US.isName(new DnsName("example.org"))).isFalse();
        assertThat(US.isName(new DnsName("a.postern.example"))).isFalse();
    }

    @Test
    void whoMayRelayIsOneOfUs() {
        assertThat(US.isOneOfUs(ip("192.0.2.7"))).isTrue();
        assertThat(US.isOneOfUs(ip("198.51.100.7"))).isTrue();
        assertThat(US.isOneOfUs(ip("127.0.0.1"))).isTrue();
        assertThat(US.isOneOfUs(ip("203.0.113.7"))).isFalse();
    }

    @Test
    void addressesOfThisMachineAreOurs() {
        assertThat(US.isAddress(ip("127.0.0.1"))).isTrue();
        assertThat(US.isAddress(ip("::1"))).isTrue();
        assertThat(US.isAddress(ip("203.0.113.7"))).isFalse();
    }
}
