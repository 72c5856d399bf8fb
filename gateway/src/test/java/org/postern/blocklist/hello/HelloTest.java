package org.postern.blocklist.hello;

import static org.assertj.core.api.Assertions.assertThat;
import static org.postern.blocklist.Zones.client;
import static org.postern.blocklist.Zones.examined;
import static org.postern.blocklist.Zones.found;
import static org.postern.blocklist.Zones.ip;
import static org.postern.blocklist.Zones.saying;
import static org.postern.blocklist.Zones.zone;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postern.blocklist.ClientTest;
import org.postern.blocklist.Result;
import org.postern.blocklist.reverse.NamePatterns;
import org.postern.blocklist.reverse.PatternReader;
import org.postern.mail.address.IpAddress;
import org.postern.mail.dns.DnsName;

/// What clients call themselves.
class HelloTest {
    private static final String CLIENT = "192.0.2.7";

    private static boolean hits(ClientTest test, String hello) throws InterruptedException {
        return found(test, saying(CLIENT, hello), zone()).isPresent();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mail.example.org",
                "MAIL.Example.ORG.",
                "my_host.example.org",
                "xn--bcher-kva.example",
                "[192.0.2.7]",
                "[198.51.100.1]",
                "[IPv6:2001:db8::1]",
                "[ipv6:2001:DB8::1]"
            })
    void fullNamesAndAddressesAreFine(String hello) throws InterruptedException {
        assertThat(hits(new HelloNotAName(), hello)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                ".",
                "localhost",
                "user-pc",
                "192.0.2.7",
                "example.123",
                "a..example.org",
                ".example.org",
                "-a.example.org",
                "a-.example.org",
                "two words.example",
                "<script>.example",
                "b\u00fccher.example",
                "a\r\nb.example",
                "[]",
                "[192.0.2.7",
                "[192.0.2.256]",
                "[2001:db8::1]",
                "[IPv6:192.0.2.7]",
                "[IPv6:]",
                "a@example.org"
            })
    void anythingElseIsFound(String hello) throws InterruptedException {
        assertThat(hits(new HelloNotAName(), hello)).isTrue();
    }

    @Test
    void a18_whatIsShownIsPrintable() throws InterruptedException {
        assertThat(found(new HelloNotAName(), saying(CLIENT, "a\r\n\u001b[1m\u00fc"), zone()))
                .contains("said a???[1m?");
        assertThat(
                        found(new HelloNotAName(), saying(CLIENT, "x".repeat(5000)), zone())
                                .orElseThrow())
                .hasSizeLessThan(100);
        assertThat(found(new HelloNotAName(), saying(CLIENT, ""), zone())).contains("said nothing");
    }

    @Test
    void nothingIsDueBeforeTheClientSaidIt() {
        assertThat(new HelloNotAName().isDue(client(CLIENT))).isFalse();
        assertThat(new HelloUnresolvable().isDue(client(CLIENT))).isFalse();
        assertThat(new HelloUnresolvable().isDue(saying(CLIENT, "[192.0.2.7]"))).isFalse();
        assertThat(new HelloUnresolvable().isDue(saying("127.0.0.1", "a.example"))).isFalse();
        assertThat(new HelloUnresolvable().questions(saying(CLIENT, "a.example"))).hasSize(3);
    }

    private static final Ourselves US =
            new Ourselves() {
                @Override
                public boolean isName(DnsName name) {
                    return name.text().equals("mx.example.org");
                }

                @Override
                public boolean isAddress(IpAddress address) {
                    return address.equals(ip("198.51.100.25"));
                }

                @Override
                public boolean isOneOfUs(IpAddress client) {
                    return client.isNear(ip("198.51.100.0"), 24);
                }
            };

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mx.example.org",
                "MX.example.org.",
                "localhost.localdomain",
                "[198.51.100.25]",
                "[IPv6:::ffff:198.51.100.25]",
                "[IPv6:64:ff9b::c633:6419]"
            })
    void aStrangerUnderOurNameIsFound(String hello) throws InterruptedException {
        var test = new HelloOwnName(US);
        assertThat(hits(test, hello)).isTrue();
        assertThat(found(test, saying("198.51.100.30", hello), zone())).isEmpty();
        assertThat(test.isDue(saying("127.0.0.1", hello))).isFalse();
        assertThat(test.isDue(saying(CLIENT, hello))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"mx2.example.org", "x.mx.example.org", "[192.0.2.7]", "nobody"})
    void otherNamesAreNotOurs(String hello) throws InterruptedException {
        assertThat(hits(new HelloOwnName(US), hello)).isFalse();
    }

    @Test
    void h10_anAddressIsTheClientsHoweverItIsWritten() throws InterruptedException {
        var test = new HelloLiteralMismatch();
        assertThat(hits(test, "[192.0.2.7]")).isFalse();
        assertThat(hits(test, "[IPv6:::ffff:192.0.2.7]")).isFalse();
        assertThat(hits(test, "[192.0.2.8]")).isTrue();
        assertThat(hits(test, "[127.0.0.1]")).isTrue();
        assertThat(hits(test, "192.0.2.8")).isFalse();
        assertThat(found(test, saying("2001:db8::1", "[IPv6:2001:DB8:0::1]"), zone())).isEmpty();
    }

    @Test
    void aNameThatIsNowhereIsFound() throws InterruptedException {
        var test = new HelloUnresolvable();
        var client = saying(CLIENT, "a.example");
        assertThat(found(test, client, zone())).contains("a.example is nowhere");
        for (String record : new String[] {"A 192.0.2.9", "AAAA 2001:db8::1", "MX 10 b.example."}) {
            assertThat(examined(test, client, zone("a.example. " + record)))
                    .isEqualTo(Result.Clear.CLEAR);
        }
        assertThat(found(test, client, zone("a.example. TXT x"))).isPresent();
    }

    @Test
    void h7_aNameOfWhichNothingIsKnownIsHeldAgainstNobody() throws InterruptedException {
        var test = new HelloUnresolvable();
        var client = saying(CLIENT, "a.example");
        assertThat(examined(test, client, zone("a.example. FAIL servfail")))
                .isInstanceOf(Result.NotDone.class);
        assertThat(examined(test, client, zone("a.example. FAIL MX timeout")))
                .isInstanceOf(Result.NotDone.class);
        assertThat(
                        examined(
                                test,
                                client,
                                zone("a.example. A 192.0.2.1", "a.example. FAIL timeout")))
                .isEqualTo(Result.Clear.CLEAR);
        assertThat(
                        examined(
                                test,
                                client,
                                zone("a.example. CNAME b.example.", "b.example. CNAME a.example.")))
                .isInstanceOf(Result.NotDone.class);
    }

    @Test
    void aNameLikeThatOfADynamicAddressIsFound() throws InterruptedException {
        NamePatterns shipped = PatternReader.shipped();
        var test = new HelloDynamic(() -> shipped);
        assertThat(hits(test, "192-0-2-7.dyn.isp.example")).isTrue();
        assertThat(hits(test, "192-0-2-7.isp.example")).isFalse();
        assertThat(hits(test, "mail.example.org")).isFalse();
        assertThat(hits(test, "[192.0.2.7]")).isFalse();
    }
}
