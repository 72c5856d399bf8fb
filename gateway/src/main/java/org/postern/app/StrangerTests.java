package org.postern.app;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.postern.blocklist.BlocklistSettings;
import org.postern.blocklist.StandardTest;
import org.postern.blocklist.remote.ListAlarms;
import org.postern.blocklist.remote.RemoteLists;
import org.postern.blocklist.reverse.Networks;
import org.postern.blocklist.reverse.SitePatterns;
import org.postern.blocklist.standard.StandardTests;
import org.postern.directory.Site;
import org.postern.dns.Dns;
import org.postern.mail.address.IpPrefix;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Tests of clients that need the DNS, patterns of names, and to know who we are.
final class StrangerTests implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StrangerTests.class);

    private final List<StandardTest> tests;
    private final RemoteLists lists;
    private final CountDownLatch closing = new CountDownLatch(1);

    private StrangerTests(List<StandardTest> tests, RemoteLists lists) {
        this.tests = tests;
        this.lists = lists;
    }

    /// Begins to try the lists of others.
    ///
    /// @param site what holds now
    /// @param alarms takes a stable word and what is wrong
    static StrangerTests open(
            NodeSettings settings,
            Path data,
            Dns dns,
            Supplier<Site> site,
            InstantSource clock,
            BiConsumer<String, String> alarms) {
        BlocklistSettings blocklist = settings.blocklist();
        var patterns = new SitePatterns(blocklist.namePatterns().map(data::resolve));
        patterns.reload();
        var lists = new RemoteLists(dns::within, clock, new Alarms(alarms));
        Networks dynamic = networks(blocklist.dynamicNetworks());
        List<StandardTest> tests =
                StandardTests.of(
                        blocklist,
                        settings.remoteLists(),
                        lists,
                        patterns,
                        () -> dynamic,
                        new OurNames(settings.name(), site, settings.trustedRelays()));
        lists.start();
        var opened = new StrangerTests(tests, lists);
        Thread.ofVirtual().name("name-patterns").start(() -> opened.keepReloading(patterns));
        return opened;
    }

    /// A file that was changed counts within a minute.
    private void keepReloading(SitePatterns patterns) {
        try {
            while (!closing.await(1, TimeUnit.MINUTES)) {
                patterns.reload();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private static Networks networks(List<IpPrefix> networks) {
        return address ->
                networks.stream()
                        .filter(it -> it.contains(address))
                        .findFirst()
                        .map(it -> "in " + it);
    }

    List<StandardTest> tests() {
        return tests;
    }

    /// How the lists of others are.
    List<RemoteLists.Status> lists() {
        return lists.status();
    }

    @Override
    public void close() {
        closing.countDown();
        lists.close();
    }

    private record Alarms(BiConsumer<String, String> told) implements ListAlarms {
        @Override
        public void setAside(String list, String why) {
            told.accept("remote-list", list + " is set aside until it is well: " + why);
        }

        @Override
        public void isBack(String list) {
            LOG.info("list {} is asked again", list);
        }
    }
}
