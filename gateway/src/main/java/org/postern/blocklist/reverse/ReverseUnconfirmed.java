package org.postern.blocklist.reverse;

import java.util.List;
import org.postern.blocklist.Caller;
import org.postern.blocklist.ClientNames;
import org.postern.blocklist.ClientView;
import org.postern.blocklist.Outside;
import org.postern.blocklist.Result;
import org.postern.blocklist.StandardTest;
import org.postern.blocklist.TestKind;
import org.postern.mail.dns.DnsQuestion;

/// Finds clients of whose names none has their address. One that has no name at all is [ReverseNone]'s.
public final class ReverseUnconfirmed implements StandardTest {
    @Override
    public TestKind kind() {
        return TestKind.REVERSE_UNCONFIRMED;
    }

    @Override
    public boolean isDue(Caller caller) {
        return Outside.has(caller.address());
    }

    @Override
    public List<DnsQuestion> questions(Caller caller) {
        return ClientNames.questions(caller);
    }

    @Override
    public Result examine(ClientView client) throws InterruptedException {
        ClientNames names = client.names();
        if (names.isUnconfirmed()) {
            return new Result.Hit(
                    names.denied().isEmpty()
                            ? "its names are no names of hosts"
                            : "called " + names.denied().getFirst());
        }
        if (names.confirmed().isEmpty() && !names.isNone()) {
            return new Result.NotDone(names.failure().orElse("a name could not be looked up"));
        }
        return Result.Clear.CLEAR;
    }
}
