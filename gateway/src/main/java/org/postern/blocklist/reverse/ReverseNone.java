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

/// Finds clients whose address has no name. That nobody knows it is no finding.
public final class ReverseNone implements StandardTest {
    @Override
    public TestKind kind() {
        return TestKind.REVERSE_NONE;
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
        if (names.failure().isPresent()) {
            return new Result.NotDone(names.failure().get());
        }
        return names.isNone() ? new Result.Hit("no name") : Result.Clear.CLEAR;
    }
}
