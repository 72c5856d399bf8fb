package org.postern.blocklist.remote;

import java.util.Optional;
import org.postern.mail.address.IpAddress;
import org.postern.mail.dns.DnsName;

/// A list of others as the settings name it, in the words of Postfix: `DOMAIN`, `DOMAIN=CODES`, `DOMAIN*WEIGHT` or
/// `DOMAIN=CODES*WEIGHT`.
public final class ListSite {
    /// Room for the labels of an address before it.
    private static final int MOST_DOMAIN = 180;

    private static final int MOST_WEIGHT = 1000;
    private static final String WRONG =
            "write a list such as list.example, list.example=127.0.0.[2..11] or list.example*2";

    private final DnsName domain;
    private final ListCodes codes;
    private final int weight;

    private ListSite(DnsName domain, ListCodes codes, int weight) {
        this.domain = domain;
        this.codes = codes;
        this.weight = weight;
    }

    /// Reads a list whose weight may be below nothing, for one that speaks for clients.
    public static ListSite parse(String text) {
        int star = text.lastIndexOf('*');
        int equal = text.indexOf('=');
        if (star >= 0 && star < equal) {
            throw new IllegalArgumentException(WRONG);
        }
        int weight = star < 0 ? 1 : weight(text.substring(star + 1));
        String rest = star < 0 ? text : text.substring(0, star);
        DnsName domain =
                DnsName.of(equal < 0 ? rest : rest.substring(0, equal))
                        .filter(it ->
                                it.isHost() && it.labels() > 1 && it.text().length() <= MOST_DOMAIN)
                        .orElseThrow(() -> new IllegalArgumentException(WRONG));
        return new ListSite(
                domain,
                equal < 0 ? ListCodes.all() : ListCodes.parse(rest.substring(equal + 1)),
                weight);
    }

    /// Reads a list whose weight is above nothing.
    public static ListSite positive(String text) {
        ListSite site = parse(text);
        if (site.weight < 0) {
            throw new IllegalArgumentException("the weight of this list is above 0");
        }
        return site;
    }

    private static int weight(String text) {
        if (!text.matches("-?[0-9]{1,4}")) {
            throw new IllegalArgumentException(WRONG);
        }
        int weight = Integer.parseInt(text);
        if (weight == 0 || Math.abs(weight) > MOST_WEIGHT) {
            throw new IllegalArgumentException(
                    "a weight is a number up to " + MOST_WEIGHT + ", and not 0");
        }
        return weight;
    }

    DnsName domain() {
        return domain;
    }

    int weight() {
        return weight;
    }

    /// The first code that counts.
    Optional<IpAddress> counting(ListAnswer.Listed listed) {
        return listed.codes().stream().filter(codes::contain).findFirst();
    }

    /// As it is written.
    @Override
    public String toString() {
        String shown = codes.toString();
        return domain + (shown.isEmpty() ? "" : "=" + shown) + (weight == 1 ? "" : "*" + weight);
    }
}
