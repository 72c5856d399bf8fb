package org.postern.blocklist.feed;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postern.blocklist.Action;
import org.postern.blocklist.Caller;
import org.postern.blocklist.ClientView;
import org.postern.blocklist.Result;
import org.postern.blocklist.Rule;
import org.postern.mail.address.IpAddress;
import org.postern.mail.address.IpPrefix;
import org.postern.mail.dns.Zone;
import org.postern.settings.Settings;

class FeedsTest {
    private static final String GOOD = "198.51.100.7\n203.0.113.0/24\n";
    private static final IpAddress LISTED = ip("203.0.113.9");

    @TempDir private Path data;
    private final ListServer server = new ListServer();
    private final List<AutoCloseable> open = new ArrayList<>();
    private final List<FeedEvent> heard = new CopyOnWriteArrayList<>();
    private final List<IpPrefix> own =
            new CopyOnWriteArrayList<>(List.of(IpPrefix.parse("192.0.2.0/24").orElseThrow()));
    private volatile Instant now = Instant.parse("2026-11-22T12:00:00Z");

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable one : open) {
            one.close();
        }
        server.close();
    }

    private static IpAddress ip(String text) {
        return IpAddress.parse(text).orElseThrow();
    }

    private Feeds feeds(String line) throws IOException {
        return feeds(line, Map.of());
    }

    private Feeds feeds(String line, Map<String, String> more) throws IOException {
        var values = new HashMap<>(more);
        values.put("blocklist.feeds", line);
        InstantSource clock = () -> now;
        var feeds =
                new Feeds(
                        FeedSettings.from(Settings.of(values), data), () -> own, heard::add, clock);
        open.add(feeds);
        return feeds;
    }

    private Feeds ofServer(String options) throws IOException {
        return feeds("x " + server.place("/list") + " format=netset " + options);
    }

    private Result about(Feeds feeds, IpAddress address) throws InterruptedException {
        Rule rule = feeds.rules().getFirst();
        return rule.test()
                .examine(new ClientView(Caller.at(address), now, new Zone.Builder().build()));
    }

    private boolean isListed(Feeds feeds) throws InterruptedException {
        return about(feeds, LISTED) instanceof Result.Hit;
    }

    private void refused(Feeds feeds, String why) throws InterruptedException {
        assertThat(feeds.reloadNow()).containsExactly(new FeedEvent.Refused("x", why));
        assertThat(heard).last().isEqualTo(new FeedEvent.Refused("x", why));
        assertThat(feeds.states().getFirst().trouble()).contains("refused: " + why);
        assertThat(isListed(feeds)).isTrue();
    }

    @Test
    void aListComesAndIsAskedForAgainOnlyWhereItChanged() throws Exception {
        server.put("/list", GOOD + "junk\n");
        Feeds feeds = ofServer("action=reject");
        assertThat(about(feeds, LISTED)).isEqualTo(new Result.NotDone("the list is not there"));

        assertThat(feeds.reloadNow())
                .containsExactly(
                        new FeedEvent.Loaded(
                                "x", 2, 1, List.of(server.place("/list") + ":3: no address")));
        assertThat(feeds.rules().getFirst().action()).isEqualTo(Action.REJECT);
        assertThat(feeds.rules().getFirst().test().name()).isEqualTo("feed-x");
        assertThat(about(feeds, LISTED)).isEqualTo(new Result.Hit("listed in x"));
        assertThat(about(feeds, ip("203.0.114.0"))).isEqualTo(Result.Clear.CLEAR);
        assertThat(feeds.states().getFirst().confirmed()).contains(now);

        now = now.plusSeconds(7200);
        assertThat(feeds.reloadNow()).isEmpty();
        assertThat(server.conditions()).element(1).asString().isNotEmpty();
        assertThat(feeds.states().getFirst().confirmed()).contains(now);

        server.put("/list", "198.51.100.7\n");
        assertThat(feeds.reloadNow()).containsExactly(new FeedEvent.Loaded("x", 1, 0, List.of()));
        assertThat(isListed(feeds)).isFalse();
    }

    @Test
    void h8_theLastGoodCopyIsInForceAfterAStartWithoutTheNetwork() throws Exception {
        server.put("/list", GOOD);
        Feeds before = ofServer("");
        before.reloadNow();
        before.close();
        Path kept = data.resolve("feeds/x.list");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(kept)))
                .isEqualTo("rw-------");
        server.put("/list", new ListServer.Page(503, "text/plain", "", "", 0));

        Feeds feeds = ofServer("");
        feeds.start();
        assertThat(feeds.reloadNow()).isEmpty();
        assertThat(heard)
                .last()
                .isEqualTo(new FeedEvent.Unreachable("x", "the server answers 503"));
        assertThat(isListed(feeds)).isTrue();
        feeds.close();

        own.add(IpPrefix.parse("203.0.113.128/25").orElseThrow());
        Feeds careful = ofServer("");
        careful.start();
        careful.reloadNow();
        assertThat(heard)
                .contains(
                        new FeedEvent.Refused(
                                "x",
                                "the last copy: it has addresses of our own network"
                                        + " 203.0.113.128/25"));
        assertThat(isListed(careful)).isFalse();
    }

    @Test
    void h8_whatIsNoListIsRefused() throws Exception {
        server.put("/list", GOOD);
        Feeds feeds = ofServer("");
        feeds.reloadNow();
        server.put("/list", "");
        refused(feeds, "it is empty");
        server.put("/list", "# all gone\n");
        assertThat(feeds.reloadNow()).as("the same is told once").isEmpty();
        server.put("/list", "  <!doctype html><p>192.0.2.1\n");
        refused(feeds, "it is a page of HTML or XML");
        server.put("/list", new ListServer.Page(200, "text/html", "", GOOD, GOOD.length()));
        refused(feeds, "it is a page of HTML");
        server.put("/list", "a\nb\n198.51.100.7\n");
        refused(feeds, "most of it is not understood: 2 lines, line 1: no address");
        server.put("/list", "a\nb\n");
        refused(feeds, "nothing in it is an entry: line 1: no address");
        server.put("/list", new ListServer.Page(302, "text/plain", "", GOOD, GOOD.length()));
        refused(feeds, "it has moved to http://127.0.0.1:1/, which is not followed");
    }

    @Test
    void h8_whatIsNotWholeIsRefused() throws Exception {
        server.put("/list", GOOD);
        Feeds feeds = ofServer("");
        feeds.reloadNow();
        String half = "198.51.100.7\n203.0.1";
        server.put("/list", new ListServer.Page(200, "text/plain", "", half, 1000));
        refused(feeds, "it broke off after 20 octets");
        server.put("/list", new ListServer.Page(200, "text/plain", "", half, 0));
        refused(feeds, "it ends in the middle of a line");
    }

    @Test
    void h8_everybodyAndOurOwnAreNeverBlocked() throws Exception {
        server.put("/list", GOOD);
        Feeds feeds = ofServer("");
        feeds.reloadNow();
        server.put("/list", GOOD + "0.0.0.0/0\n");
        refused(feeds, "it has a network of IPv4 with a prefix of 0 bits");
        server.put("/list", GOOD + "::/0\n");
        refused(feeds, "it has a network of IPv6 with a prefix of 0 bits");
        server.put("/list", GOOD + "0.0.0.0-255.255.255.255\n");
        refused(feeds, "it has a network of IPv4 with a prefix of 0 bits");
        server.put("/list", GOOD + "192.0.2.200\n");
        refused(feeds, "it has addresses of our own network 192.0.2.0/24");
        server.put("/list", GOOD);
        assertThat(feeds.reloadNow()).isEmpty();
        server.put("/list", GOOD + "192.0.0.0/16\n");
        refused(feeds, "it has addresses of our own network 192.0.2.0/24");
        var half = new StringBuilder(GOOD);
        for (int i = 0; i < 128; i++) {
            half.append(i).append(".0.0.0/8\n");
        }
        server.put("/list", half.toString());
        refused(feeds, "it has more than a quarter of all addresses of IPv4");

        own.add(IpPrefix.of(LISTED));
        assertThat(about(feeds, LISTED)).isEqualTo(Result.Clear.CLEAR);
        server.put("/list", "10.0.0.0/8\n");
        feeds.reloadNow();
        assertThat(about(feeds, ip("10.1.2.3"))).isEqualTo(Result.Clear.CLEAR);
    }

    private static String many(int count) {
        var list = new StringBuilder(GOOD);
        for (int i = 0; i < count; i++) {
            list.append("198.18.").append(i / 250).append('.').append(i % 250).append('\n');
        }
        return list.toString();
    }

    @Test
    void h8_whatGrewOrShrankPastABoundIsRefusedUnlessSomebodyAcceptsIt() throws Exception {
        server.put("/list", many(200));
        Feeds feeds = ofServer("growth=3 rest=50");
        feeds.reloadNow();
        server.put("/list", many(98));
        refused(feeds, "it shrank from 202 to 100 entries");
        server.put("/list", many(700));
        refused(feeds, "it grew from 202 to 702 entries");

        assertThat(feeds.accept("nobody")).isEmpty();
        assertThat(feeds.accept("x")).containsExactly(new FeedEvent.Loaded("x", 702, 0, List.of()));
        server.put("/list", "0.0.0.0/0\n");
        assertThat(feeds.accept("x")).hasSize(1).first().isInstanceOf(FeedEvent.Refused.class);
        assertThat(isListed(feeds)).isTrue();
    }

    @Test
    void h8_whatDoesNotHaveItsChecksumIsRefused() throws Exception {
        server.put("/list", GOOD);
        String sum = sum(GOOD);
        server.put("/sum", sum + "  list\n");
        Feeds feeds = ofServer("sha256=" + server.place("/sum"));
        assertThat(feeds.reloadNow()).hasSize(1).first().isInstanceOf(FeedEvent.Loaded.class);
        server.put("/list", GOOD + "198.51.100.8\n");
        refused(feeds, "it does not have its checksum");
        server.put("/sum", "<html>");
        refused(feeds, "its checksum is none");
    }

    private static String sum(String text) throws Exception {
        byte[] digest =
                MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        return HexFormat.of().formatHex(digest);
    }

    @Test
    void h8_anOlderSerialIsRefusedAndTooOldAListIsTold() throws Exception {
        server.put("/list", "$TIMESTAMP 2026:11:22:10 +1d\n203.0.113.0/24\n");
        Feeds feeds = feeds("x " + server.place("/list") + " format=ip4set every=12h");
        feeds.reloadNow();
        server.put("/list", "$TIMESTAMP 2026:11:21:10 +1d\n203.0.113.0/24\n198.51.100.7\n");
        long older = Instant.parse("2026-11-21T10:00:00Z").getEpochSecond();
        refused(feeds, "its serial " + older + " is older than " + (older + 86_400));

        server.put("/list", "$TIMESTAMP 2026:11:22:10 +1d\n203.0.113.0/24\n");
        now = now.plus(Duration.ofDays(4));
        assertThat(feeds.reloadNow()).containsExactly(new FeedEvent.Stale("x", Duration.ofDays(3)));
        assertThat(feeds.reloadNow()).isEmpty();
        assertThat(isListed(feeds)).isTrue();
    }

    @Test
    void h8_aListThatIsTooLongIsRefused() throws Exception {
        server.put("/list", "203.0.113.0/24\n" + "# x\n".repeat(1000));
        Feeds feeds =
                feeds(
                        "x " + server.place("/list") + " format=netset",
                        Map.of("blocklist.feed-largest", "1KiB"));
        assertThat(feeds.reloadNow()).hasSize(1).first().isInstanceOf(FeedEvent.Refused.class);
    }

    @Test
    void h8_aLackOfNewsIsTold() throws Exception {
        server.put("/list", GOOD);
        Feeds feeds = ofServer("every=1h stale=1d");
        feeds.reloadNow();
        server.put("/list", new ListServer.Page(500, "text/plain", "", "", 0));
        now = now.plus(Duration.ofHours(30));
        assertThat(feeds.reloadNow())
                .containsExactly(
                        new FeedEvent.Unreachable("x", "the server answers 500"),
                        new FeedEvent.Stale("x", Duration.ofDays(1)));
        assertThat(feeds.reloadNow()).isEmpty();
        assertThat(isListed(feeds)).isTrue();
    }

    @Test
    void aFileIsReadWhenItChanged() throws Exception {
        Path file = data.resolve("own.txt");
        Files.writeString(file, "203.0.113.0/24 ; SBL1\n");
        Feeds feeds = feeds("x " + file + " format=drop action=allow");
        assertThat(feeds.reloadNow()).hasSize(1);
        assertThat(feeds.reloadNow()).isEmpty();
        assertThat(about(feeds, LISTED)).isEqualTo(new Result.Allowed("listed in x: SBL1"));
        Files.writeString(file, "203.0.113.0/24 ; SBL27\n");
        assertThat(feeds.reloadNow()).hasSize(1);
        assertThat(about(feeds, LISTED)).isEqualTo(new Result.Allowed("listed in x: SBL27"));
        Files.delete(file);
        assertThat(feeds.reloadNow())
                .containsExactly(new FeedEvent.Unreachable("x", file + " is not there"));
    }
}
