package org.postern.blocklist.feed;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.postern.blocklist.feed.FeedList.Problem;

class FeedFormatTest {
    @Test
    void dropHasANetworkAndWhy() {
        var read =
                Read.of(
                        FeedFormat.DROP,
                        """
                        ; a list
                        192.0.2.0/24 ; SBL1
                        198.51.100.0/25;SBL2

                        2001:db8::/32 ; SBL3
                        """);
        assertThat(read.list().entries()).isEqualTo(3);
        assertThat(read.list().leftOut()).isZero();
        assertThat(read.about("192.0.2.255")).isEqualTo("SBL1");
        assertThat(read.about("198.51.100.127")).isEqualTo("SBL2");
        assertThat(read.about("198.51.100.128")).isEqualTo("-");
        assertThat(read.about("2001:db8::1")).isEqualTo("SBL3");
    }

    @Test
    void dropMayBeObjects() {
        var read =
                Read.of(
                        FeedFormat.DROP,
                        """
                        {"cidr":"192.0.2.0/24","sblid":"SBL1","rir":"none"}
                        {"cidr":
                        {"sblid":"SBL1"}
                        {"type":"metadata","timestamp":1763805600,"records":1}
                        """);
        assertThat(read.about("192.0.2.1")).isEqualTo("SBL1");
        assertThat(read.list().problems())
                .containsExactly(new Problem(2, "no object of JSON"), new Problem(3, "no address"));
        assertThat(read.list().marks().serial()).contains(1763805600L);
        assertThat(read.list().marks().promised()).contains(1L);
    }

    @Test
    void netsetHasAddressesNetworksAndRanges() {
        var read =
                Read.of(
                        FeedFormat.NETSET,
                        """
                        # comment
                        192.0.2.7
                        \t198.51.100.0/24 # why\r
                        203.0.113.5 - 203.0.113.9
                        2001:db8::7
                        ::ffff:192.0.2.9
                        """);
        assertThat(read.list().leftOut()).isZero();
        assertThat(read.has("192.0.2.7")).isTrue();
        assertThat(read.has("192.0.2.8")).isFalse();
        assertThat(read.has("198.51.100.200")).isTrue();
        assertThat(read.has("203.0.113.4")).isFalse();
        assertThat(read.has("203.0.113.5")).isTrue();
        assertThat(read.has("203.0.113.9")).isTrue();
        assertThat(read.has("203.0.113.10")).isFalse();
        assertThat(read.has("2001:db8::7")).isTrue();
        assertThat(read.has("192.0.2.9")).isTrue();
    }

    @Test
    void whatIsWrongIsSaidWithItsLineAndTheRestHolds() {
        var read =
                Read.of(
                        FeedFormat.NETSET,
                        "192.0.2.256\n192.0.2.01\n192.0.2\n192.0.2.1/33\n192.0.2.1/24\n"
                                + "192.0.2.9-192.0.2.1\nhost.example\n192.0.2.1.5\n"
                                + "192.0.2.1 junk\n1:2\n2001:db8::1/32\n192.0.2.200\n"
                                + "x".repeat(100_000)
                                + "\n-\n192.0.2.1/\n192.0.2.1-\n192.0.2.201");
        assertThat(read.list().problems())
                .extracting(it -> it.line() + " " + it.why())
                .containsExactly(
                        "1 no address",
                        "2 no address",
                        "3 no address",
                        "4 no length of a prefix",
                        "5 bits past the prefix",
                        "6 a range that ends before it begins",
                        "7 no address",
                        "8 no address",
                        "9 something behind the address",
                        "10 no address",
                        "11 bits past the prefix",
                        "13 too long a line",
                        "14 no address",
                        "15 no length of a prefix",
                        "16 no end of the range");
        assertThat(read.list().entries()).isEqualTo(2);
        assertThat(read.has("192.0.2.200")).isTrue();
        assertThat(read.has("192.0.2.201")).isTrue();
        assertThat(read.list().unfinished()).isTrue();
    }

    @Test
    void ofManyProblemsTheFirstAreKeptAndAllAreCounted() {
        var read = Read.of(FeedFormat.NETSET, "x\n".repeat(1000) + "192.0.2.1\n");
        assertThat(read.list().problems()).hasSize(20);
        assertThat(read.list().leftOut()).isEqualTo(1000);
        assertThat(read.list().entries()).isEqualTo(1);
        assertThat(read.list().unfinished()).isFalse();
    }

    @Test
    void csvHasTheAddressInTheFirstOrANamedField() {
        String text =
                """
                # made today
                "first_seen","dst_ip","port"
                "2026-11-22","192.0.2.1","443"
                "a, b",  "198.51.100.0/24" ,"1"
                """;
        var named = Read.of(FeedFormat.CSV, "DST_IP", text);
        assertThat(named.list().leftOut()).isZero();
        assertThat(named.has("192.0.2.1")).isTrue();
        assertThat(named.has("198.51.100.9")).isTrue();
        assertThat(Read.of(FeedFormat.CSV, "2", text).list().entries()).isEqualTo(2);
        assertThat(Read.of(FeedFormat.CSV, "9", text).list().leftOut()).isEqualTo(3);
        assertThat(Read.of(FeedFormat.CSV, "absent", text).list().problems().getFirst().why())
                .isEqualTo("no field is called absent");

        var first = Read.of(FeedFormat.CSV, "ip,port\n192.0.2.1,25\n\"192.0.2.2\",25\n");
        assertThat(first.list().entries()).isEqualTo(2);
        assertThat(first.list().leftOut()).isZero();
        var inComment = Read.of(FeedFormat.CSV, "ip", "#port,ip\n25,192.0.2.1\n");
        assertThat(inComment.has("192.0.2.1")).isTrue();
    }

    @Test
    void ip4setHasShortFormsRangesTextsAndExclusions() {
        var read =
                Read.of(
                        FeedFormat.IP4SET,
                        """
                        $SOA 1w ns.example. admin.example. 2026112201 2h 2h 1w 1h
                        $NS 1w ns.example.
                        $TTL 1h
                        $1 https://list.example/?
                        :3:first $1$
                        127.0.0.2
                        10.1/16
                        10.2
                        10.3.4-6
                        10.5.0.0-10.5.1
                        10.7.7.7 :127.0.0.9:own text
                        10.7.7.8 plain text
                        10.7.7.9 ; only a comment
                        !10.1.2.3
                        ! 10.1.3
                        :4:
                        10.9.9.9
                        11-11.0.0
                        $FOO
                        """);
        assertThat(read.list().problems()).containsExactly(new Problem(19, "no such directive"));
        assertThat(read.about("10.1.0.0")).isEqualTo("first https://list.example/?$");
        assertThat(read.has("10.1.2.3")).isFalse();
        assertThat(read.has("10.1.2.4")).isTrue();
        assertThat(read.has("10.1.3.4")).isFalse();
        assertThat(read.has("10.2.255.255")).isTrue();
        assertThat(read.has("10.3.3.255")).isFalse();
        assertThat(read.has("10.3.6.255")).isTrue();
        assertThat(read.has("10.5.1.255")).isTrue();
        assertThat(read.about("10.7.7.7")).isEqualTo("own text");
        assertThat(read.about("10.7.7.8")).isEqualTo("plain text");
        assertThat(read.about("10.7.7.9")).startsWith("first");
        assertThat(read.about("10.9.9.9")).isEmpty();
        assertThat(read.has("11.0.0.255")).isTrue();
        assertThat(read.has("11.0.1.0")).isFalse();
        assertThat(read.has("127.0.0.2")).isFalse();
        assertThat(read.list().marks().serial()).contains(2026112201L);
    }

    @Test
    void rangesOfIp4setEndAsRbldnsdSays() {
        for (String all :
                new String[] {
                    "172.16.0.0-172.31.255.255", "172.16-172.31", "172.16-31", "172.16/12"
                }) {
            var read = Read.of(FeedFormat.IP4SET, all + "\n");
            assertThat(read.has("172.16.0.0")).as(all).isTrue();
            assertThat(read.has("172.31.255.255")).as(all).isTrue();
            assertThat(read.list().table().coveredVersion4()).as(all).isEqualTo(1 << 20);
        }
        for (String some : new String[] {"192.0.2.1-255", "192.0.2.1-192.0.2"}) {
            var read = Read.of(FeedFormat.IP4SET, some + "\n");
            assertThat(read.has("192.0.2.0")).as(some).isFalse();
            assertThat(read.list().table().coveredVersion4()).as(some).isEqualTo(255);
        }
    }

    @Test
    void triesHaveNoRangesAndTheLongestPrefixHolds() {
        var read =
                Read.of(
                        FeedFormat.IP4TRIE,
                        "192.0.2.0/24 wide\n!192.0.2.64/26\n192.0.2.65 narrow\n192.0.2.1-5\n"
                                + "2001:db8::/32\n");
        assertThat(read.about("192.0.2.1")).isEqualTo("wide");
        assertThat(read.about("192.0.2.64")).isEqualTo("-");
        assertThat(read.about("192.0.2.65")).isEqualTo("narrow");
        assertThat(read.list().leftOut()).isEqualTo(2);

        var six =
                Read.of(
                        FeedFormat.IP6TRIE,
                        "2001:db8 short\n2001:db8:1::/48 :2:long\n!2001:db8:2::/48\n192.0.2.1\n"
                                + "0::1 one\n");
        assertThat(six.about("2001:db8:ffff::1")).isEqualTo("short");
        assertThat(six.about("2001:db8:1::1")).isEqualTo("long");
        assertThat(six.has("2001:db8:2::1")).isFalse();
        assertThat(six.about("::1")).isEqualTo("one");
        assertThat(six.list().problems()).containsExactly(new Problem(4, "no IPv6 address"));
    }

    @Test
    void rbldnsdListsSayHowOldTheyAreAndHowWideEntriesMayBe() {
        var read =
                Read.of(
                        FeedFormat.IP4SET,
                        "$TIMESTAMP 2026:11:22:10:00 +2d\n$MAXRANGE4 /16\n10/8\n10.1/16\n");
        assertThat(read.list().marks().expires()).contains(Instant.parse("2026-11-24T10:00:00Z"));
        assertThat(read.list().marks().serial())
                .contains(Instant.parse("2026-11-22T10:00:00Z").getEpochSecond());
        assertThat(read.list().problems())
                .containsExactly(new Problem(3, "wider than the list allows"));
    }

    @Test
    void textsAreOneLineOfAscii() {
        var read = Read.of(FeedFormat.IP4SET, "192.0.2.1 caf\u00e9 \u001b[31m " + "x".repeat(500));
        assertThat(read.about("192.0.2.1")).hasSize(200).matches("[ -~]*");
    }

    @Test
    void whatIsTooMuchIsLeftOut() throws IOException {
        FeedList list = FeedFormat.NETSET.read(octets("192.0.2.1\n192.0.2.3\n192.0.2.5\n"), "", 2);
        assertThat(list.entries()).isEqualTo(2);
        assertThat(list.problems()).containsExactly(new Problem(3, "more entries than 2"));
    }

    @Test
    void aListThatComesInPiecesIsTheSame() throws IOException {
        String text = "192.0.2.1\n" + "x".repeat(70_000) + "\n198.51.100.0/24 # y\n203.0.113.1";
        InputStream in = InputStream.nullInputStream();
        for (int at = 0; at < text.length(); at += 20_011) {
            int end = Math.min(at + 20_011, text.length());
            in = new SequenceInputStream(in, octets(text.substring(at, end)));
        }
        var read = new Read(FeedFormat.NETSET.read(in, "", 100));
        assertThat(read.list().entries()).isEqualTo(3);
        assertThat(read.list().problems()).containsExactly(new Problem(2, "too long a line"));
        assertThat(read.has("203.0.113.1")).isTrue();
    }

    private static InputStream octets(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }
}
