package org.postern.blocklist.feed;

import java.util.List;
import java.util.Optional;
import org.postern.blocklist.table.PrefixTable;
import org.postern.mail.address.IpAddress;
import org.postern.mail.address.IpPrefix;

/// Says why a list cannot be used: a broken or a hostile one would shut out the world, or our own people.
final class FeedGuard {
    /// Lists with fewer entries may change as they like.
    private static final int SMALL = 100;

    /// No list has more of the addresses than this.
    private static final long MOST_ADDRESSES = 1L << 30;

    private static final int WIDEST_VERSION_6 = 16;

    private final List<IpPrefix> own;

    /// @param own networks that no list may touch
    FeedGuard(List<IpPrefix> own) {
        this.own = own;
    }

    /// Looks at a list by itself.
    Optional<String> fault(FeedSource source, FeedList list) {
        if (list.entries() == 0) {
            return Optional.of(
                    list.leftOut() == 0
                            ? "it is empty"
                            : "nothing in it is an entry: " + first(list));
        }
        if (list.leftOut() > list.entries()) {
            return Optional.of(
                    "most of it is not understood: " + list.leftOut() + " lines, " + first(list));
        }
        Optional<Long> promised = list.marks().promised();
        if (promised.isPresent() && promised.get() > list.entries() + list.leftOut()) {
            return Optional.of(
                    "it has " + list.entries() + " entries and says that it has " + promised.get());
        }
        return tooWide(source, list.table())
                .or(() -> source.allows() ? Optional.empty() : touched(list.table()));
    }

    private Optional<String> tooWide(FeedSource source, PrefixTable table) {
        if (table.widestVersion4() < source.widest()) {
            return Optional.of(
                    "it has a network of IPv4 with a prefix of "
                            + table.widestVersion4()
                            + " bits");
        }
        if (table.widestVersion6() < WIDEST_VERSION_6) {
            return Optional.of(
                    "it has a network of IPv6 with a prefix of "
                            + table.widestVersion6()
                            + " bits");
        }
        return table.coveredVersion4() > MOST_ADDRESSES
                ? Optional.of("it has more than a quarter of all addresses of IPv4")
                : Optional.empty();
    }

    private Optional<String> touched(PrefixTable table) {
        return own.stream()
                .filter(it -> table.findTouching(it.first(), it.bits()) != PrefixTable.NONE)
                .findFirst()
                .map(it -> "it has addresses of our own network " + it);
    }

    boolean isOwn(IpAddress address) {
        for (IpPrefix network : own) {
            if (network.contains(address)) {
                return true;
            }
        }
        return false;
    }

    /// Compares a list with the one in force.
    Optional<String> change(FeedSource source, FeedList before, FeedList list) {
        Optional<Long> older = before.marks().serial();
        Optional<Long> newer = list.marks().serial();
        if (older.isPresent() && newer.isPresent() && newer.get() < older.get()) {
            return Optional.of("its serial " + newer.get() + " is older than " + older.get());
        }
        long known = before.entries();
        if (list.entries() > source.growth() * Math.max(known, SMALL)) {
            return Optional.of("it grew from " + known + " to " + list.entries() + " entries");
        }
        if (known >= SMALL && list.entries() * 100 < known * source.rest()) {
            return Optional.of("it shrank from " + known + " to " + list.entries() + " entries");
        }
        return Optional.empty();
    }

    private static String first(FeedList list) {
        return list.problems().stream()
                .findFirst()
                .map(it -> "line " + it.line() + ": " + it.why())
                .orElse("");
    }
}
