package org.postern.blocklist.remote;

import java.util.List;
import org.postern.blocklist.Caller;
import org.postern.blocklist.ClientView;
import org.postern.blocklist.Outside;
import org.postern.blocklist.Result;
import org.postern.blocklist.StandardTest;
import org.postern.blocklist.TestKind;
import org.postern.blocklist.remote.RemoteList.Content;
import org.postern.mail.dns.DnsQuestion;

/// Finds clients that lists of others have: such as are warned of, or such as are vouched for.
public final class AddressLists implements StandardTest {
    private final TestKind kind;
    private final Listing listing;
    private final int threshold;
    private final boolean allows;

    private AddressLists(TestKind kind, Listing listing, int threshold, boolean allows) {
        this.kind = kind;
        this.listing = listing;
        this.threshold = threshold;
        this.allows = allows;
    }

    /// Lists that warn.
    ///
    /// @param threshold sum of weights from which it is a hit
    public static AddressLists blocking(RemoteLists lists, List<ListSite> sites, int threshold) {
        return new AddressLists(
                TestKind.REMOTE_LIST,
                new Listing(lists, sites, Content.ADDRESSES),
                threshold,
                false);
    }

    /// Lists that vouch.
    ///
    /// @param allows whether who is found is let in, or only recorded
    public static AddressLists allowing(RemoteLists lists, List<ListSite> sites, boolean allows) {
        return new AddressLists(
                TestKind.REMOTE_ALLOW_LIST,
                new Listing(lists, sites, Content.ADDRESSES),
                1,
                allows);
    }

    @Override
    public TestKind kind() {
        return kind;
    }

    @Override
    public boolean isDue(Caller caller) {
        return !listing.isEmpty() && Outside.has(caller.address());
    }

    @Override
    public List<DnsQuestion> questions(Caller caller) {
        return listing.questions(caller.address());
    }

    @Override
    public Result examine(ClientView client) throws InterruptedException {
        Listing.Sum sum = listing.ask(client.caller().address(), client);
        if (sum.weight() >= threshold) {
            return allows
                    ? new Result.Allowed(sum.detail())
                    : new Result.Hit(sum.detail(), sum.weight());
        }
        return sum.answered() == 0 && sum.failure().isPresent()
                ? new Result.NotDone(sum.failure().get())
                : Result.Clear.CLEAR;
    }
}
