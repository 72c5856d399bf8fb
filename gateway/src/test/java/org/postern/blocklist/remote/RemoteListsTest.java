package org.postern.blocklist.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.postern.blocklist.Zones.client;
import static org.postern.blocklist.Zones.examined;
import static org.postern.blocklist.Zones.ip;
import static org.postern.blocklist.Zones.saying;
import static org.postern.blocklist.Zones.zone;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postern.blocklist.Caller;
import org.postern.blocklist.Result;
import org.postern.blocklist.TestKind;
import org.postern.blocklist.remote.RemoteLists.Status;
import org.postern.mail.address.Address;
import org.postern.mail.address.Domain;
import org.postern.mail.address.ReversePath;
import org.postern.mail.dns.DnsAnswer;
import org.postern.mail.dns.DnsLookup;
import org.postern.mail.dns.DnsQuestion;

/// Lists of others, well and sick.
class RemoteListsTest {
    private static final Caller CLIENT = client("192.0.2.7");
    private static final String LISTED = "7.2.0.192.a.example. A 127.0.0.4";
    private static final String[] WELL = well("a.example");

    private final List<String> alarms = new ArrayList<>();
    private DnsLookup dns = zone();
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private final RemoteLists lists =
            new RemoteLists(
                    (_, _) -> question -> dns.lookup(question),
                    () -> now,
                    new ListAlarms() {
                        @Override
                        public void setAside(String list, String why) {
                            alarms.add("- " + list + ": " + why);
                        }

                        @Override
                        public void isBack(String list) {
                            alarms.add("+ " + list);
                        }
                    });

    private static String[] well(String list) {
        return new String[] {
            "2.0.0.127." + list + ". A 127.0.0.2",
            "2.0.0.127." + list + ". TXT test",
            "test." + list + ". A 127.0.0.2"
        };
    }

    private static DnsLookup with(String[] some, String... more) {
        var lines = new ArrayList<>(Arrays.asList(some));
        lines.addAll(Arrays.asList(more));
        return zone(lines.toArray(String[]::new));
    }

    private AddressLists blocking(int threshold, String... sites) {
        return AddressLists.blocking(
                lists, Arrays.stream(sites).map(ListSite::parse).toList(), threshold);
    }

    private Result examine(AddressLists test) throws InterruptedException {
        return examined(test, CLIENT, dns);
    }

    @Test
    void aListedClientIsFound() throws InterruptedException {
        dns = with(WELL, LISTED);
        AddressLists test = blocking(1, "a.example");
        lists.probeDue();
        assertThat(examine(test)).isEqualTo(new Result.Hit("a.example (127.0.0.4)"));
        assertThat(examined(test, client("192.0.2.8"), dns)).isEqualTo(Result.Clear.CLEAR);
        assertThat(alarms).isEmpty();
        assertThat(lists.status()).containsExactly(new Status("a.example", true, "IPv4"));
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.[2..11], true",
        "127.0.0.4, true",
        "127.0.0.[2;4;6], true",
        "127.0.[0..3].[1..255], true",
        "127.0.0.[10;11], false",
        "127.0.1.4, false"
    })
    void onlyTheCodesThatCountAreHits(String codes, boolean hit) throws InterruptedException {
        dns = with(WELL, LISTED);
        AddressLists test = blocking(1, "a.example=" + codes);
        lists.probeDue();
        assertThat(examine(test) instanceof Result.Hit).isEqualTo(hit);
    }

    @Test
    void weightsAddUpAndSpeakForClientsToo() throws InterruptedException {
        dns =
                with(
                        new String[0],
                        "2.0.0.127.a.example. A 127.0.0.2",
                        "2.0.0.127.b.example. A 127.0.0.2",
                        "2.0.0.127.good.example. A 127.0.0.2",
                        LISTED,
                        "7.2.0.192.b.example. A 127.0.0.2",
                        "7.2.0.192.b.example. A 127.0.0.10",
                        "7.2.0.192.good.example. A 127.0.4.1");
        AddressLists four = blocking(4, "a.example*2", "b.example=127.0.0.10*3");
        AddressLists spoken = blocking(4, "a.example*2", "b.example*3", "good.example*-2");
        lists.probeDue();
        assertThat(examine(four))
                .isEqualTo(new Result.Hit("a.example (127.0.0.4), b.example (127.0.0.10)", 5));
        assertThat(examine(blocking(6, "a.example*2", "b.example*3")))
                .isEqualTo(Result.Clear.CLEAR);
        assertThat(examine(spoken)).isEqualTo(Result.Clear.CLEAR);
    }

    @Test
    void h6_nothingIsListedBeforeTheListWasTried() throws InterruptedException {
        dns = with(WELL, LISTED);
        AddressLists test = blocking(1, "a.example");
        assertThat(test.questions(CLIENT)).isEmpty();
        assertThat(examine(test)).isInstanceOf(Result.NotDone.class);
        assertThat(lists.status()).containsExactly(new Status("a.example", false, "not tried yet"));
        lists.probeDue();
        assertThat(test.questions(CLIENT)).hasSize(1);
        assertThat(examine(test)).isInstanceOf(Result.Hit.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.255.255.252",
                "127.255.255.253",
                "127.255.255.254",
                "127.255.255.255",
                "192.0.2.1",
                "0.0.0.0",
                "128.0.0.2"
            })
    void h6_anAnswerThatIsNoCodeIsNoListingAndSetsTheListAside(String code)
            throws InterruptedException {
        dns = with(WELL, "7.2.0.192.a.example. A " + code, "8.2.0.192.a.example. A 127.0.0.2");
        AddressLists test = blocking(1, "a.example=[0..255].[0..255].[0..255].[0..255]");
        lists.probeDue();
        assertThat(examine(test)).isInstanceOf(Result.NotDone.class);
        assertThat(alarms).singleElement().asString().startsWith("- a.example: it ");
        // Nobody is listed by it until it is well again.
        assertThat(examined(test, client("192.0.2.8"), dns)).isInstanceOf(Result.NotDone.class);
        assertThat(alarms).hasSize(1);

        now = now.plus(RemoteLists.EVERY_WHILE_SICK);
        lists.probeDue();
        assertThat(alarms).hasSize(2).last().isEqualTo("+ a.example");
        assertThat(examined(test, client("192.0.2.8"), dns)).isInstanceOf(Result.Hit.class);
    }

    @Test
    void h6_aListThatHasEverythingIsNotAsked() throws InterruptedException {
        dns = zone("*.a.example. A 127.0.0.2");
        AddressLists test = blocking(1, "a.example");
        lists.probeDue();
        assertThat(examine(test)).isInstanceOf(Result.NotDone.class);
        assertThat(test.questions(CLIENT)).isEmpty();
        assertThat(alarms).containsExactly("- a.example: it lists what no list has");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "$ELSEWHERE servfail gone",
                "$ELSEWHERE timeout gone",
                "b.example. A 127.0.0.2"
            })
    void h6_aListThatIsGoneIsSetAsideAndComesBack(String gone) throws InterruptedException {
        dns = zone(gone);
        AddressLists test = blocking(1, "a.example");
        Instant next = lists.probeDue();
        assertThat(next).isEqualTo(now.plus(RemoteLists.EVERY_WHILE_SICK));
        assertThat(examine(test)).isInstanceOf(Result.NotDone.class);
        assertThat(alarms).singleElement().asString().startsWith("- a.example");

        now = next;
        lists.probeDue();
        assertThat(alarms).hasSize(1);
        assertThat(lists.status().getFirst().remark()).contains("since 2026-01-01T00:00:00Z");

        dns = with(WELL, LISTED);
        now = now.plus(RemoteLists.EVERY_WHILE_SICK);
        assertThat(lists.probeDue()).isEqualTo(now.plus(RemoteLists.EVERY));
        assertThat(alarms).last().isEqualTo("+ a.example");
        assertThat(examine(test)).isInstanceOf(Result.Hit.class);
    }

    @Test
    void h6_aListIsTriedOnceAnHour() throws InterruptedException {
        var asked = new ArrayList<DnsQuestion>();
        DnsLookup zone = with(WELL);
        dns =
                question -> {
                    asked.add(question);
                    return zone.lookup(question);
                };
        blocking(1, "a.example", "a.example=127.0.0.3*2");
        lists.probeDue();
        assertThat(asked).hasSize(4);
        now = now.plus(Duration.ofMinutes(59));
        lists.probeDue();
        assertThat(asked).hasSize(4);
        now = now.plus(Duration.ofMinutes(1));
        lists.probeDue();
        assertThat(asked).hasSize(8);
    }

    @Test
    void h7_aListThatDoesNotAnswerListsNobody() throws InterruptedException {
        dns = with(WELL, "7.2.0.192.a.example. FAIL timeout late");
        AddressLists test = blocking(1, "a.example");
        lists.probeDue();
        assertThat(examine(test)).isEqualTo(new Result.NotDone("late"));
        assertThat(alarms).isEmpty();
    }

    @Test
    void h10_addressesOfIpv6AreAskedWhereAListHasSome() throws InterruptedException {
        String six = ip("2001:db8::7").reverseName().replace("ip6.arpa", "a.example.");
        String entry = ip("::ffff:127.0.0.2").reverseName().replace("ip6.arpa", "a.example.");
        Caller client = client("2001:db8::7");
        dns = with(WELL, six + " A 127.0.0.2");
        AddressLists test = blocking(1, "a.example");
        lists.probeDue();
        assertThat(test.questions(client)).isEmpty();
        assertThat(test.questions(client("::ffff:192.0.2.7"))).hasSize(1);

        dns = with(WELL, six + " A 127.0.0.2", entry + " A 127.0.0.2");
        now = now.plus(RemoteLists.EVERY);
        lists.probeDue();
        assertThat(lists.status().getFirst().remark()).isEqualTo("IPv4 and IPv6");
        assertThat(examined(test, client, dns)).isInstanceOf(Result.Hit.class);
    }

    @Test
    void aListThatVouchesLetsInWhereThatIsWanted() throws InterruptedException {
        dns = with(WELL, LISTED);
        List<ListSite> sites = List.of(ListSite.positive("a.example"));
        AddressLists allows = AddressLists.allowing(lists, sites, true);
        AddressLists observes = AddressLists.allowing(lists, sites, false);
        lists.probeDue();
        assertThat(examine(allows)).isEqualTo(new Result.Allowed("a.example (127.0.0.4)"));
        assertThat(examine(observes)).isEqualTo(new Result.Hit("a.example (127.0.0.4)"));
    }

    @Test
    void domainsAreLookedUpByTestsOfTheirOwn() throws InterruptedException {
        dns =
                with(
                        WELL,
                        "bad.example.a.example. A 127.0.1.2",
                        "7.2.0.192.in-addr.arpa. PTR bad.example.",
                        "bad.example. A 192.0.2.7");
        List<DomainLists> tests = DomainLists.all(lists, List.of(ListSite.positive("a.example")));
        lists.probeDue();
        Caller said = saying("192.0.2.7", "bad.example");
        var from = new ReversePath.Mailbox(new Address("x", new Domain.Name("bad.example")));
        var caller =
                new Caller(
                        said.address(),
                        said.told(),
                        said.hello(),
                        Optional.of(from),
                        said.recipient(),
                        said.proof());
        for (DomainLists test : tests) {
            assertThat(test.isDue(caller)).isTrue();
            assertThat(examined(test, caller, dns))
                    .isEqualTo(new Result.Hit("bad.example is on a.example (127.0.1.2)"));
        }
        assertThat(tests)
                .extracting(DomainLists::kind)
                .containsExactly(
                        TestKind.REVERSE_DOMAIN_LIST,
                        TestKind.HELO_DOMAIN_LIST,
                        TestKind.SENDER_DOMAIN_LIST);
        assertThat(tests).filteredOn(it -> it.isDue(CLIENT)).hasSize(1);
        // A name that only the client says is not its name.
        dns =
                with(
                        WELL,
                        "bad.example.a.example. A 127.0.1.2",
                        "7.2.0.192.in-addr.arpa. PTR bad.example.");
        assertThat(examined(tests.getFirst(), CLIENT, dns)).isEqualTo(Result.Clear.CLEAR);
    }

    @Test
    void aDomainThatIsTooLongForTheListIsNotAsked() throws InterruptedException {
        dns = with(WELL);
        String label = "a".repeat(63);
        String longest = String.join(".", label, label, label, "a".repeat(61));
        List<DomainLists> tests = DomainLists.all(lists, List.of(ListSite.positive("a.example")));
        lists.probeDue();
        assertThat(tests.get(1).questions(saying("192.0.2.7", longest))).isEmpty();
        assertThat(examined(tests.get(1), saying("192.0.2.7", longest), dns))
                .isInstanceOf(Result.NotDone.class);
    }

    @Test
    void addressesOfTheInsideAreNobodysBusiness() {
        AddressLists test = blocking(1, "a.example");
        assertThat(test.isDue(client("10.0.0.1"))).isFalse();
        assertThat(test.isDue(CLIENT)).isTrue();
        assertThat(blocking(1).isDue(CLIENT)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a.example",
                "a.example*3",
                "a.example*-3",
                "a.example=127.0.0.2",
                "a.example=127.0.0.[2..11;13]*2",
                "a.example=127.[0..255].0.[1;2]"
            })
    void aListIsShownAsItIsWritten(String text) {
        assertThat(ListSite.parse(text)).hasToString(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "example",
                "a.example*",
                "a.example*x",
                "a.example*0",
                "a.example*1001",
                "a.example*2=127.0.0.1",
                "a.example=",
                "a.example=127.0.0",
                "a.example=127.0.0.2.3",
                "a.example=127.0.0.256",
                "a.example=127.0.0.[2",
                "a.example=127.0.0.[]",
                "a.example=127.0.0.[3..2]",
                "a.example=127.0.0.[2]x",
                "a.example=127.0.0.-1",
                "a b.example",
                "<x>.example",
                "a.example=127.0.0.2."
            })
    void aListThatIsNoneIsTold(String text) {
        assertThatThrownBy(() -> ListSite.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    @Timeout(60)
    void theListsAreTriedInAThreadOfTheirOwn() throws InterruptedException {
        var tried = new CountDownLatch(4);
        DnsLookup zone = with(WELL);
        try (var started =
                new RemoteLists(
                        (_, _) ->
                                question -> {
                                    DnsAnswer answer = zone.lookup(question);
                                    tried.countDown();
                                    return answer;
                                },
                        InstantSource.system(),
                        new ListAlarms() {
                            @Override
                            public void setAside(String list, String why) {}

                            @Override
                            public void isBack(String list) {}
                        })) {
            AddressLists.blocking(started, List.of(ListSite.parse("a.example")), 1);
            started.start();
            assertThat(tried.await(30, TimeUnit.SECONDS)).isTrue();
        }
    }
}
