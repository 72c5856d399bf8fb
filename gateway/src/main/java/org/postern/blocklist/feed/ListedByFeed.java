package org.postern.blocklist.feed;

import java.util.Optional;
import java.util.function.Predicate;
import org.postern.blocklist.ClientTest;
import org.postern.blocklist.ClientView;
import org.postern.blocklist.Outside;
import org.postern.blocklist.Result;
import org.postern.blocklist.table.PrefixTable;
import org.postern.mail.address.IpAddress;

/// Whether a list of others has the client's address. It never has one of our own.
final class ListedByFeed implements ClientTest {
    private final Feed feed;
    private final Predicate<IpAddress> own;

    ListedByFeed(Feed feed, Predicate<IpAddress> own) {
        this.feed = feed;
        this.own = own;
    }

    @Override
    public String name() {
        return "feed-" + feed.source().name();
    }

    @Override
    public String purpose() {
        return feed.source().allows()
                ? "the list " + feed.source().name() + " vouches for the address"
                : "the list " + feed.source().name() + " has the address";
    }

    @Override
    public Result examine(ClientView client) {
        Optional<FeedList> list = feed.list();
        if (list.isEmpty()) {
            return new Result.NotDone("the list is not there");
        }
        IpAddress address = client.caller().address();
        int number = list.get().table().find(address);
        if (number == PrefixTable.NONE) {
            return Result.Clear.CLEAR;
        }
        String text = list.get().texts().get(number).replace("$", address.toString());
        String detail =
                text.isEmpty()
                        ? "listed in " + feed.source().name()
                        : "listed in " + feed.source().name() + ": " + text;
        if (feed.source().allows()) {
            return new Result.Allowed(detail);
        }
        // Looked at last, because few clients get here.
        return Outside.has(address) && !own.test(address)
                ? new Result.Hit(detail)
                : Result.Clear.CLEAR;
    }
}
