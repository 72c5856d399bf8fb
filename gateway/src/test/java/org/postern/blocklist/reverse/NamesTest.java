package org.postern.blocklist.reverse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.postern.blocklist.Zones.client;
import static org.postern.blocklist.Zones.examined;
import static org.postern.blocklist.Zones.found;
import static org.postern.blocklist.Zones.ip;
import static org.postern.blocklist.Zones.zone;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postern.blocklist.Caller;
import org.postern.blocklist.Caller.ToldNames;
import org.postern.blocklist.ClientNames;
import org.postern.blocklist.ClientTest;
import org.postern.blocklist.Result;
import org.postern.mail.address.IpAddress;
import org.postern.mail.dns.DnsAnswer;
import org.postern.mail.dns.DnsFailure;
import org.postern.mail.dns.DnsLookup;
import org.postern.mail.dns.DnsName;
import org.postern.mail.dns.DnsQuestion;
import org.postern.mail.dns.DnsRecord;
import org.postern.mail.dns.Dnssec;

/// What a client is called, whatever the DNS says.
class NamesTest {
    private static final String ADDRESS = "192.0.2.7";
    private static final String REVERSE = "7.2.0.192.in-addr.arpa. ";
    private static final ReverseNone NONE = new ReverseNone();
    private static final ReverseUnconfirmed UNCONFIRMED = new ReverseUnconfirmed();

    private static ClientNames names(String... zone) throws InterruptedException {
        return ClientNames.of(client(ADDRESS), zone(zone));
    }

    private static List<String> texts(List<DnsName> names) {
        return names.stream().map(DnsName::text).toList();
    }

    private static Optional<String> none(String... zone) throws InterruptedException {
        return found(NONE, client(ADDRESS), zone(zone));
    }

    private static Optional<String> unconfirmed(String... zone) throws InterruptedException {
        return found(UNCONFIRMED, client(ADDRESS), zone(zone));
    }

    @Test
    void aNameThatLeadsBackIsConfirmed() throws InterruptedException {
        String[] zone = {
            REVERSE + "PTR mail.example.org.",
            "mail.example.org. A 192.0.2.9",
            "mail.example.org. A 192.0.2.7"
        };
        assertThat(texts(names(zone).confirmed())).containsExactly("mail.example.org");
        assertThat(none(zone)).isEmpty();
        assertThat(unconfirmed(zone)).isEmpty();
    }

    @Test
    void h5_aNameOfSomebodyElseIsNotBelieved() throws InterruptedException {
        String[] zone = {
            REVERSE + "PTR mail.bank.example.",
            "mail.bank.example. A 198.51.100.1",
            "mail.bank.example. AAAA 2001:db8::7"
        };
        assertThat(names(zone).confirmed()).isEmpty();
        assertThat(texts(names(zone).denied())).containsExactly("mail.bank.example");
        assertThat(unconfirmed(zone)).contains("called mail.bank.example");
        assertThat(none(zone)).isEmpty();
    }

    @Test
    void h5_oneOfManyNamesIsEnough() throws InterruptedException {
        String[] zone = {
            REVERSE + "PTR a.example.",
            REVERSE + "PTR b.example.",
            REVERSE + "PTR c.example.",
            "b.example. A 192.0.2.7",
            "c.example. FAIL timeout"
        };
        assertThat(texts(names(zone).confirmed())).containsExactly("b.example");
        assertThat(texts(names(zone).open())).containsExactly("c.example");
        assertThat(texts(names(zone).all())).containsExactly("b.example", "c.example", "a.example");
        assertThat(unconfirmed(zone)).isEmpty();
    }

    @Test
    void noNameIsFoundWhereThereIsNoneForCertain() throws InterruptedException {
        assertThat(none()).contains("no name");
        assertThat(none(REVERSE + "TXT \"something else\"")).contains("no name");
        assertThat(unconfirmed()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "timeout",
                "servfail",
                "bogus",
                "refused",
                "malformed",
                "unreachable",
                "not-asked"
            })
    void h7_whatIsNotKnownIsHeldAgainstNobody(String cause) throws InterruptedException {
        DnsLookup silent = zone("$ELSEWHERE " + cause + " \"on purpose\"");
        for (ClientTest test : List.of(NONE, UNCONFIRMED)) {
            assertThat(examined(test, client(ADDRESS), silent))
                    .isEqualTo(new Result.NotDone("on purpose"));
        }
        DnsLookup half = zone(REVERSE + "PTR a.example.", "a.example. FAIL " + cause);
        assertThat(examined(UNCONFIRMED, client(ADDRESS), half)).isInstanceOf(Result.NotDone.class);
        assertThat(examined(NONE, client(ADDRESS), half)).isEqualTo(Result.Clear.CLEAR);
    }

    @Test
    void h4_aLoopOfAliasesIsAFailure() throws InterruptedException {
        String[] loop = {
            REVERSE + "CNAME a.example.",
            "a.example. CNAME b.example.",
            "b.example. CNAME a.example."
        };
        assertThat(names(loop).failure()).isPresent();
        assertThat(none(loop)).isEmpty();
        String[] behind = {
            REVERSE + "PTR a.example.", "a.example. CNAME b.example.", "b.example. CNAME a.example."
        };
        assertThat(texts(names(behind).open())).containsExactly("a.example");
        assertThat(unconfirmed(behind)).isEmpty();
    }

    @Test
    void delegatedReverseZonesWork() throws InterruptedException {
        String[] zone = {
            REVERSE + "CNAME 7.0-31.2.0.192.in-addr.arpa.",
            "7.0-31.2.0.192.in-addr.arpa. PTR mail.example.org.",
            "mail.example.org. CNAME host.example.org.",
            "host.example.org. A 192.0.2.7"
        };
        assertThat(texts(names(zone).confirmed())).containsExactly("mail.example.org");
    }

    @Test
    void h4_namesThatAreNoneAreNotShown() throws InterruptedException {
        String[] zone = {
            REVERSE + "PTR <script>alert</script>.example.",
            REVERSE + "PTR a\\;rm.example.",
            REVERSE + "PTR .",
            REVERSE + "PTR -.example."
        };
        ClientNames names = names(zone);
        assertThat(names.all()).isEmpty();
        assertThat(names.leftOut()).isEqualTo(4);
        assertThat(none(zone)).isEmpty();
        assertThat(unconfirmed(zone)).contains("its names are no names of hosts");
    }

    @Test
    void h4_ofAThousandNamesTenAreLookedAt() throws InterruptedException {
        var records = new ArrayList<DnsRecord>();
        for (int i = 0; i < 1000; i++) {
            records.add(new DnsRecord.Pointer(new DnsName("n" + i + ".example")));
        }
        var asked = new ArrayList<DnsQuestion>();
        DnsLookup dns =
                question -> {
                    asked.add(question);
                    return question.equals(DnsQuestion.namesOf(ip(ADDRESS)))
                            ? new DnsAnswer.Found(records, Dnssec.INSECURE, Duration.ZERO)
                            : new DnsAnswer.Nothing(false, Dnssec.INSECURE, Duration.ZERO);
                };

        ClientNames names = ClientNames.of(client(ADDRESS), dns);

        assertThat(names.denied()).hasSize(ClientNames.MOST);
        assertThat(names.leftOut()).isEqualTo(990);
        assertThat(names.isUnconfirmed()).isTrue();
        assertThat(asked).hasSize(1 + ClientNames.MOST);
        Collections.reverse(records);
        assertThat(ClientNames.of(client(ADDRESS), dns)).isEqualTo(names);
    }

    @Test
    void h4_theLongestNameIsAName() throws InterruptedException {
        String label = "a".repeat(63);
        String longest = String.join(".", label, label, label, "a".repeat(61));
        String[] zone = {REVERSE + "PTR " + longest + ".", longest + ". A 192.0.2.7"};
        assertThat(texts(names(zone).confirmed())).containsExactly(longest);
    }

    @Test
    void whatTheMailServerConfirmedIsBelievedWithoutAQuestion() throws InterruptedException {
        DnsLookup nobody = _ -> new DnsAnswer.Failed(DnsFailure.TIMEOUT, "asked");
        Caller known = told("mail.example.org", "Mail.Example.ORG");
        assertThat(texts(ClientNames.of(known, nobody).confirmed()))
                .containsExactly("mail.example.org");
        assertThat(NONE.questions(known)).isEmpty();
        assertThat(examined(UNCONFIRMED, known, nobody)).isEqualTo(Result.Clear.CLEAR);

        // It did not find out, or there is nothing: the DNS knows which.
        Caller half = told("mail.example.org", "");
        assertThat(texts(ClientNames.of(half, nobody).open())).containsExactly("mail.example.org");
        assertThat(NONE.questions(half)).hasSize(1);
        assertThat(found(NONE, half, zone())).contains("no name");
    }

    private static Caller told(String reverse, String confirmed) {
        Caller stranger = client(ADDRESS);
        return new Caller(
                stranger.address(),
                Optional.of(
                        new ToldNames(
                                Optional.of(reverse),
                                Optional.of(confirmed).filter(it -> !it.isEmpty()))),
                stranger.hello(),
                stranger.sender(),
                stranger.recipient(),
                stranger.proof());
    }

    @Test
    void h10_anAddressInOtherClothesIsTheSame() throws InterruptedException {
        DnsLookup zone = zone(REVERSE + "PTR mail.example.org.", "mail.example.org. A 192.0.2.7");
        for (String same : List.of("::ffff:192.0.2.7", "64:ff9b::c000:207")) {
            Caller client = client(same);
            assertThat(client.address()).isEqualTo(ip(ADDRESS));
            assertThat(ClientNames.of(client, zone).confirmed()).hasSize(1);
        }
        assertThat(client("64:ff9b:1::c000:207").address().version6()).isTrue();
    }

    @Test
    void ipv6IsConfirmedByIpv6() throws InterruptedException {
        IpAddress address = ip("2001:db8::7");
        DnsLookup zone =
                zone(
                        address.reverseName() + ". PTR mail.example.org.",
                        "mail.example.org. A 192.0.2.7",
                        "mail.example.org. AAAA 2001:db8::7");
        assertThat(ClientNames.of(Caller.at(address), zone).confirmed()).hasSize(1);
    }

    @Test
    void addressesOfTheInsideAreNotAskedFor() {
        Stream.of(
                        "127.0.0.1",
                        "10.1.2.3",
                        "192.168.0.1",
                        "172.31.255.255",
                        "::1",
                        "fd00::1",
                        "fe80::1")
                .forEach(it -> assertThat(NONE.isDue(client(it))).as(it).isFalse());
        Stream.of("192.0.2.1", "172.32.0.1", "2001:db8::1", "11.0.0.1")
                .forEach(it -> assertThat(NONE.isDue(client(it))).as(it).isTrue());
    }

    @Test
    void networksThatAreKnownAsDynamicAreFound() throws InterruptedException {
        Networks networks =
                it ->
                        it.isNear(ip("192.0.2.0"), 24)
                                ? Optional.of("list line 3")
                                : Optional.empty();
        var test = new DynamicNetworks(() -> networks);
        assertThat(found(test, client(ADDRESS), zone())).contains("list line 3");
        assertThat(found(test, client("198.51.100.1"), zone())).isEmpty();
    }
}
