package org.postern.blocklist.remote;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.postern.blocklist.ClientView;
import org.postern.blocklist.remote.RemoteList.Content;
import org.postern.mail.address.IpAddress;
import org.postern.mail.dns.DnsName;
import org.postern.mail.dns.DnsQuestion;

/// Several lists with what each of them counts. Thread-safe.
final class Listing {
    private record Entry(ListSite site, RemoteList list) {}

    /// Something that a list may have.
    private interface Subject {
        boolean isOn(RemoteList list);

        DnsQuestion question(RemoteList list);
    }

    private record Client(IpAddress address) implements Subject {
        @Override
        public boolean isOn(RemoteList list) {
            return list.has(address);
        }

        @Override
        public DnsQuestion question(RemoteList list) {
            return list.about(address);
        }
    }

    private record Domain(DnsName name) implements Subject {
        @Override
        public boolean isOn(RemoteList list) {
            return list.isWell() && name.below(list.domain()).isPresent();
        }

        @Override
        public DnsQuestion question(RemoteList list) {
            return list.about(name);
        }
    }

    /// What the lists say together.
    ///
    /// @param weight sum over the lists that have it
    /// @param detail which they are and with what codes; empty if none has it
    /// @param answered how many lists answered
    /// @param failure why one did not answer
    record Sum(int weight, String detail, int answered, Optional<String> failure) {}

    private final RemoteLists lists;
    private final List<Entry> entries;

    Listing(RemoteLists lists, List<ListSite> sites, Content content) {
        this.lists = lists;
        this.entries =
                sites.stream().map(it -> new Entry(it, lists.list(it.domain(), content))).toList();
    }

    boolean isEmpty() {
        return entries.isEmpty();
    }

    List<DnsQuestion> questions(IpAddress address) {
        return questions(new Client(address));
    }

    List<DnsQuestion> questions(DnsName name) {
        return questions(new Domain(name));
    }

    private List<DnsQuestion> questions(Subject subject) {
        return entries.stream()
                .map(Entry::list)
                .distinct()
                .filter(subject::isOn)
                .map(subject::question)
                .toList();
    }

    Sum ask(IpAddress address, ClientView client) throws InterruptedException {
        return ask(new Client(address), client);
    }

    Sum ask(DnsName name, ClientView client) throws InterruptedException {
        return ask(new Domain(name), client);
    }

    private Sum ask(Subject subject, ClientView client) throws InterruptedException {
        client.dns().prepare(questions(subject));
        int weight = 0;
        int answered = 0;
        var details = new ArrayList<String>();
        Optional<String> failure = Optional.empty();
        for (Entry entry : entries) {
            RemoteList list = entry.list;
            if (!subject.isOn(list)) {
                failure = Optional.of(list.domain() + " is set aside or has no such entries");
                continue;
            }
            switch (ListAnswer.read(client.dns().lookup(subject.question(list)))) {
                case ListAnswer.NotListed _ -> answered++;
                case ListAnswer.Unknown(var why) -> failure = Optional.of(why);
                case ListAnswer.Nonsense(var why) -> {
                    lists.suspect(list, why);
                    failure = Optional.of(why);
                }
                case ListAnswer.Listed listed -> {
                    answered++;
                    Optional<IpAddress> code = entry.site.counting(listed);
                    if (code.isPresent()) {
                        weight += entry.site.weight();
                        details.add(list.domain() + " (" + code.get() + ")");
                    }
                }
            }
        }
        return new Sum(weight, String.join(", ", details), answered, failure);
    }
}
