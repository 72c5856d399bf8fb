package org.postern.blocklist.local;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.postern.blocklist.Caller;
import org.postern.blocklist.ClientNames;
import org.postern.blocklist.ClientView;
import org.postern.blocklist.Result;
import org.postern.blocklist.StandardTest;
import org.postern.blocklist.TestKind;
import org.postern.mail.dns.DnsQuestion;

/// Finds clients that our people listed: by address, or by a name that is confirmed.
public final class OwnList implements StandardTest {
    private final ListKind list;
    private final boolean allows;
    private final Supplier<LocalLists.Snapshot> lists;

    /// @param allows whether who is found is let in; otherwise that is a hit like others
    /// @param lists those in force, asked for with every client
    public OwnList(ListKind list, boolean allows, Supplier<LocalLists.Snapshot> lists) {
        this.list = list;
        this.allows = allows;
        this.lists = lists;
    }

    @Override
    public TestKind kind() {
        return switch (list) {
            case ALLOW -> TestKind.ALLOW_LIST;
            case BLOCK -> TestKind.BLOCK_LIST;
        };
    }

    @Override
    public List<DnsQuestion> questions(Caller caller) {
        return table().hasNames() ? ClientNames.questions(caller) : List.of();
    }

    @Override
    public Result examine(ClientView client) throws InterruptedException {
        EntryTable table = table();
        Optional<Entry> byAddress = table.find(client.caller().address(), client.now());
        if (byAddress.isPresent()) {
            return found(byAddress.get());
        }
        if (!table.hasNames()) {
            return Result.Clear.CLEAR;
        }
        ClientNames names = client.names();
        Optional<Entry> byName = table.find(names, client.now());
        if (byName.isPresent()) {
            return found(byName.get());
        }
        return names.failure().<Result>map(Result.NotDone::new).orElse(Result.Clear.CLEAR);
    }

    private EntryTable table() {
        LocalLists.Snapshot now = lists.get();
        return list == ListKind.ALLOW ? now.allow() : now.block();
    }

    private Result found(Entry entry) {
        String detail = entry.clients().toString();
        return allows ? new Result.Allowed(detail) : new Result.Hit(detail);
    }
}
