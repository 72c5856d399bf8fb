package org.postern.blocklist.waiting;

import java.util.Optional;
import org.postern.blocklist.Caller;
import org.postern.blocklist.ClientView;
import org.postern.blocklist.Outside;
import org.postern.blocklist.Result;
import org.postern.blocklist.StandardTest;
import org.postern.blocklist.TestKind;
import org.postern.mail.address.IpAddress;
import org.postern.mail.address.IpPrefix;
import org.postern.mail.address.ReversePath;
import org.postern.mail.auth.Spf;
import org.postern.mail.auth.SpfLimits;
import org.postern.mail.auth.SpfQuestion;
import org.postern.mail.auth.SpfResult;
import org.postern.mail.dns.DnsName;

/// Finds organisations that come for the first time. Which organisation a client is of, the sender's domain says where SPF
/// vouches for it (RFC 7208), and the client's network where it does not: large senders come from another address each time.
public final class Greylist implements StandardTest {
    /// Servers of one organisation that SPF says nothing of are as a rule this near to each other.
    private static final int NETWORK_4 = 24;

    private static final int NETWORK_6 = 48;

    private final WaitingRoom room;
    private final String receiver;

    /// @param receiver the name of this host
    public Greylist(WaitingRoom room, String receiver) {
        this.room = room;
        this.receiver = receiver;
    }

    @Override
    public TestKind kind() {
        return TestKind.GREYLIST;
    }

    /// Who sends must be known; addresses of a local network are those of our own.
    @Override
    public boolean isDue(Caller caller) {
        return caller.sender().isPresent() && Outside.has(caller.address());
    }

    @Override
    public Result examine(ClientView client) throws InterruptedException {
        Caller caller = client.caller();
        String organisation = organisation(client);
        String address = caller.address().toString();
        Optional<WaitingRoom.Guest> guest =
                client.isTrial()
                        ? room.wouldWait(organisation, address, client.now())
                        : room.comes(organisation, address, client.now());
        return guest.<Result>map(it -> new Result.Hit(it.name() + " since " + it.since()))
                .orElse(Result.Clear.CLEAR);
    }

    private String organisation(ClientView client) throws InterruptedException {
        Caller caller = client.caller();
        ReversePath sender = caller.sender().orElse(ReversePath.Null.NULL);
        SpfQuestion question =
                SpfQuestion.ofSender(caller.address(), sender, caller.hello().orElse(""));
        Optional<DnsName> domain = DnsName.of(question.domain()).filter(DnsName::isHost);
        if (domain.isPresent()) {
            var spf = new Spf(client.dns(), SpfLimits.DEFAULTS, receiver, client::now);
            if (spf.check(question).result() == SpfResult.PASS) {
                return domain.get().text();
            }
        }
        IpAddress address = caller.address();
        return IpPrefix.around(address, address.version6() ? NETWORK_6 : NETWORK_4).toString();
    }
}
