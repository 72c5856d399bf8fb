package org.postern.app;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.postern.blocklist.Blocker;
import org.postern.blocklist.BlocklistSettings;
import org.postern.blocklist.Caller;
import org.postern.blocklist.Rules;
import org.postern.blocklist.StandardTest;
import org.postern.blocklist.TestKind;
import org.postern.blocklist.Verdict;
import org.postern.blocklist.local.ListKind;
import org.postern.blocklist.local.LocalLists;
import org.postern.blocklist.local.OwnList;
import org.postern.blocklist.service.ServiceSettings.FailDirection;
import org.postern.blocklist.waiting.Greylist;
import org.postern.blocklist.waiting.KeptRoom;
import org.postern.blocklist.waiting.WaitingRoom;
import org.postern.dns.Dns;
import org.postern.store.DataDirectory;
import org.postern.store.Database;

/// The tests of clients put together: one engine for every door. Thread-safe.
final class Blocking implements AutoCloseable {
    private static final Rules NONE = new Rules(List.of());
    private static final Duration ROOM_INTERVAL = Duration.ofMinutes(10);

    private final LocalLists lists;
    private final KeptRoom room;
    private final Rules rules;
    private final Blocker blocker;
    private final Blocker explainer;
    private final Rules atConnect;
    private final Blocker connectBlocker;

    private Blocking(
            LocalLists lists,
            KeptRoom room,
            Rules rules,
            Rules atConnect,
            Dns dns,
            InstantSource clock) {
        this.lists = lists;
        this.room = room;
        this.rules = rules;
        this.blocker = new Blocker(this::inForce, dns::within, clock);
        this.explainer = new Blocker(() -> rules, dns::within, clock);
        this.atConnect = atConnect;
        this.connectBlocker = new Blocker(() -> isEnabled() ? atConnect : NONE, dns::within, clock);
    }

    /// @param node the name of this node
    /// @param others tests beside those of our own lists
    /// @param reports one line for people each time something noteworthy happens to the lists
    static Blocking open(
            BlocklistSettings settings,
            String node,
            List<StandardTest> others,
            DataDirectory data,
            Dns dns,
            InstantSource clock,
            Consumer<String> reports) {
        KeptRoom room =
                KeptRoom.open(
                        settings.greylist(),
                        data.run().resolve("known-senders"),
                        ROOM_INTERVAL,
                        clock,
                        reports);
        LocalLists lists = LocalLists.open(data.run().resolve("clients.txt"), reports);
        var tests = new ArrayList<StandardTest>(others);
        boolean allows = settings.choice(TestKind.ALLOW_LIST).allows();
        tests.add(new OwnList(ListKind.ALLOW, allows, lists::now));
        tests.add(new OwnList(ListKind.BLOCK, false, lists::now));
        tests.add(new Greylist(room.room(), node));
        Rules rules = settings.rules(tests);
        return new Blocking(lists, room, rules, settings.atConnect(rules), dns, clock);
    }

    /// Follows what the site says until closed.
    void follow(Database database, Duration interval) {
        lists.follow(database, interval);
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
        room.close();
        lists.close();
    }
}
