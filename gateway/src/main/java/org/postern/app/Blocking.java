package org.postern.app;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.postern.blocklist.Blocker;
import org.postern.blocklist.BlocklistSettings;
import org.postern.blocklist.Caller;
import org.postern.blocklist.Rule;
import org.postern.blocklist.Rules;
import org.postern.blocklist.StandardTest;
import org.postern.blocklist.TestKind;
import org.postern.blocklist.Verdict;
import org.postern.blocklist.feed.FeedSettings;
import org.postern.blocklist.feed.FeedWatcher;
import org.postern.blocklist.feed.Feeds;
import org.postern.blocklist.local.ListKind;
import org.postern.blocklist.local.LocalLists;
import org.postern.blocklist.local.OwnList;
import org.postern.blocklist.service.ServiceSettings.FailDirection;
import org.postern.blocklist.waiting.Greylist;
import org.postern.blocklist.waiting.KeptRoom;
import org.postern.blocklist.waiting.WaitingRoom;
import org.postern.dns.Dns;
import org.postern.mail.address.IpPrefix;
import org.postern.settings.Network;
import org.postern.store.DataDirectory;
import org.postern.store.Database;

/// The tests of clients put together: one engine for every door. Thread-safe.
final class Blocking implements AutoCloseable {
    private static final Rules NONE = new Rules(List.of());
    private static final Duration ROOM_INTERVAL = Duration.ofMinutes(10);

    private final LocalLists lists;
    private final Feeds feeds;
    private final KeptRoom room;
    private final Rules rules;
    private final Blocker blocker;
    private final Blocker explainer;
    private final Rules atConnect;
    private final Blocker connectBlocker;

    private Blocking(
            LocalLists lists,
            Feeds feeds,
            KeptRoom room,
            Rules rules,
            Rules atConnect,
            Dns dns,
            InstantSource clock) {
        this.lists = lists;
        this.feeds = feeds;
        this.room = room;
        this.rules = rules;
        this.blocker = new Blocker(this::inForce, dns::within, clock);
        this.explainer = new Blocker(() -> rules, dns::within, clock);
        this.atConnect = atConnect;
        this.connectBlocker = new Blocker(() -> isEnabled() ? atConnect : NONE, dns::within, clock);
    }

    /// What the tests are put together from.
    ///
    /// @param node the name of this node
    /// @param others tests beside those of our own lists
    /// @param ours networks that no list of others may touch
    /// @param reports one line for people each time something noteworthy happens to the lists
    record Parts(
            BlocklistSettings settings,
            String node,
            List<StandardTest> others,
            FeedSettings feeds,
            Supplier<List<Network>> ours,
            FeedWatcher watcher,
            DataDirectory data,
            Dns dns,
            InstantSource clock,
            Consumer<String> reports) {}

    /// @throws IOException the lists of others cannot be kept
    static Blocking open(Parts parts) throws IOException {
        BlocklistSettings settings = parts.settings();
        Path run = parts.data().run();
        LocalLists lists = LocalLists.open(run.resolve("clients.txt"), parts.reports());
        var feeds =
                new Feeds(
                        parts.feeds(),
                        () -> prefixes(parts.ours().get()),
                        parts.watcher(),
                        parts.clock());
        KeptRoom room =
                KeptRoom.open(
                        settings.greylist(),
                        run.resolve("known-senders"),
                        ROOM_INTERVAL,
                        parts.clock(),
                        parts.reports());
        var tests = new ArrayList<StandardTest>(parts.others());
        boolean allows = settings.choice(TestKind.ALLOW_LIST).allows();
        tests.add(new OwnList(ListKind.ALLOW, allows, lists::now));
        tests.add(new OwnList(ListKind.BLOCK, false, lists::now));
        tests.add(new Greylist(room.room(), parts.node()));
        Rules rules = behindOwnLists(settings.rules(tests), feeds.rules());
        return new Blocking(
                lists, feeds, room, rules, settings.atConnect(rules), parts.dns(), parts.clock());
    }

    private static List<IpPrefix> prefixes(List<Network> networks) {
        return networks.stream().flatMap(it -> IpPrefix.parse(it.toString()).stream()).toList();
    }

    /// Lists of ours come first: they cost as little, and may let in whom others list.
    private static Rules behindOwnLists(Rules rules, List<Rule> feeds) {
        var all = new ArrayList<Rule>();
        rules.rules().stream().filter(it -> it.test() instanceof OwnList).forEach(all::add);
        all.addAll(feeds);
        rules.rules().stream().filter(it -> !(it.test() instanceof OwnList)).forEach(all::add);
        return new Rules(
                all, rules.deferAt(), rules.rejectAt(), rules.patience(), rules.questions());
    }

    /// Follows what the site says until closed.
    void follow(Database database, Duration interval) {
        lists.follow(database, interval);
        feeds.start();
    }

    /// Decides for the doors; nothing is tested while the site says so.
    Blocker blocker() {
        return blocker;
    }

    /// Does every test, also while clients are not tested.
    Verdict explain(Caller caller) throws InterruptedException {
        return explainer.explain(caller);
    }

    /// Whether anybody is refused before a word.
    boolean refusesAtConnect() {
        return !atConnect.rules().isEmpty();
    }

    /// Decides before a word by those tests that the settings name for it, and by who is let in.
    Verdict judgeAtConnect(Caller caller) throws InterruptedException {
        return connectBlocker.judge(caller);
    }

    /// All tests with what follows from them.
    Rules rules() {
        return rules;
    }

    /// Who waits because the organisation is new.
    WaitingRoom room() {
        return room.room();
    }

    /// The lists of others that are files or come from web servers.
    Feeds feeds() {
        return feeds;
    }

    LocalLists lists() {
        return lists;
    }

    /// What other mail servers are told about clients that cannot be tested, where the site says so.
    Optional<FailDirection> direction() {
        return lists.now()
                .standing()
                .onFailure()
                .map(it ->
                        switch (it) {
                            case PASS -> FailDirection.PASS;
                            case TEMPFAIL -> FailDirection.TEMPFAIL;
                        });
    }

    private Rules inForce() {
        return isEnabled() ? rules : NONE;
    }

    private boolean isEnabled() {
        return lists.now().standing().enabled();
    }

    @Override
    public void close() {
        feeds.close();
        room.close();
        lists.close();
    }
}
