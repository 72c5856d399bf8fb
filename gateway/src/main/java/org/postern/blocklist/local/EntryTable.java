package org.postern.blocklist.local;

import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.postern.blocklist.ClientNames;
import org.postern.mail.address.IpAddress;
import org.postern.mail.address.IpPrefix;
import org.postern.mail.dns.DnsName;

/// One list, for looking up. Immutable. A lookup costs a step for each length of prefix that occurs in the list.
final class EntryTable {
    static final EntryTable EMPTY = new EntryTable(List.of());

    /// By length, the longest first: the closest entry is the reason.
    private final NavigableMap<Integer, Map<IpPrefix, Entry>> nets =
            new TreeMap<Integer, Map<IpPrefix, Entry>>().descendingMap();

    private final Map<DnsName, Entry> names = new HashMap<>();
    private final Map<DnsName, Entry> below = new HashMap<>();

    EntryTable(Collection<Entry> entries) {
        for (Entry entry : entries) {
            switch (entry.clients()) {
                case Clients.Net(IpPrefix prefix) ->
                        nets.computeIfAbsent(prefix.bits(), _ -> new HashMap<>())
                                .put(prefix, entry);
                case Clients.Named(DnsName name, boolean all) ->
                        (all ? below : names).put(name, entry);
            }
        }
    }

    /// The closest entry of an address that is in force.
    Optional<Entry> find(IpAddress address, Instant now) {
        for (var length : nets.entrySet()) {
            if (length.getKey() <= address.width()) {
                Entry entry = length.getValue().get(IpPrefix.around(address, length.getKey()));
                if (entry != null && entry.isInForce(now)) {
                    return Optional.of(entry);
                }
            }
        }
        return Optional.empty();
    }

    /// Whether names have to be known at all.
    boolean hasNames() {
        return !names.isEmpty() || !below.isEmpty();
    }

    /// The closest entry of any confirmed name that is in force.
    Optional<Entry> find(ClientNames client, Instant now) {
        for (DnsName name : client.confirmed()) {
            Optional<Entry> found = find(name, now);
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    private Optional<Entry> find(DnsName name, Instant now) {
        Entry itself = names.get(name);
        if (itself != null && itself.isInForce(now)) {
            return Optional.of(itself);
        }
        Optional<DnsName> above = name.parent();
        while (above.isPresent()) {
            Entry entry = below.get(above.get());
            if (entry != null && entry.isInForce(now)) {
                return Optional.of(entry);
            }
            above = above.get().parent();
        }
        return Optional.empty();
    }
}
