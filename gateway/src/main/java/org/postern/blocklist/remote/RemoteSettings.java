package org.postern.blocklist.remote;

import java.util.List;
import org.postern.settings.Parse;
import org.postern.settings.Settings;

/// Which lists of others are asked.
///
/// @param threshold sum of weights from which the lists of addresses are a hit
public record RemoteSettings(
        List<ListSite> lists,
        int threshold,
        List<ListSite> allowLists,
        List<ListSite> domainLists) {
    /// More of them would ask more than one client may cost.
    private static final int MOST = 30;

    private static final int MOST_THRESHOLD = 10_000;

    public RemoteSettings {
        lists = List.copyOf(lists);
        allowLists = List.copyOf(allowLists);
        domainLists = List.copyOf(domainLists);
    }

    public static RemoteSettings from(Settings s) {
        List<ListSite> lists =
                s.list(
                        "blocklist.remote-lists",
                        List.of(),
                        ListSite::parse,
                        "Lists of others that warn of addresses, asked by DNS: DOMAIN=CODES*WEIGHT,"
                                + " such as \"list.example=127.0.0.[2..11]*2\", as Postfix writes"
                                + " them. Without codes all count, without a weight it is 1; one"
                                + " below 0 speaks for the client.");
        int threshold =
                s.get(
                        "blocklist.remote-threshold",
                        1,
                        Parse.integer(1, MOST_THRESHOLD),
                        "Sum of the weights of the lists that have an address from which"
                                + " remote-list finds it.");
        List<ListSite> allowLists =
                s.list(
                        "blocklist.remote-allow-lists",
                        List.of(),
                        ListSite::positive,
                        "Lists of others that vouch for addresses, written in the same way.");
        List<ListSite> domainLists =
                s.list(
                        "blocklist.domain-lists",
                        List.of(),
                        ListSite::positive,
                        "Lists of others that warn of domains, written in the same way. The sender's"
                                + " domain, the name in HELO and confirmed names of the address are"
                                + " looked up there, each by a test of its own.");
        if (lists.size() + allowLists.size() + domainLists.size() > MOST) {
            s.problem("blocklist.remote-lists", "more than " + MOST + " lists in all");
        }
        return new RemoteSettings(lists, threshold, allowLists, domainLists);
    }
}
