package org.postern.blocklist.hello;

import java.util.Set;
import org.postern.blocklist.Caller;
import org.postern.blocklist.ClientView;
import org.postern.blocklist.Outside;
import org.postern.blocklist.Result;
import org.postern.blocklist.TestKind;
import org.postern.mail.dns.DnsName;

/// Finds strangers that say that they are us: under our name, one of our domains, our address, or as the machine itself.
public final class HelloOwnName extends OfHello {
    private static final Set<DnsName> MACHINE =
            Set.of(
                    new DnsName("localhost.localdomain"),
                    new DnsName("localhost.localhost"),
                    new DnsName("localdomain.localhost"));

    private final Ourselves ourselves;

    public HelloOwnName(Ourselves ourselves) {
        this.ourselves = ourselves;
    }

    @Override
    public TestKind kind() {
        return TestKind.HELO_OWN_NAME;
    }

    @Override
    public boolean isDue(Caller caller) {
        return super.isDue(caller) && Outside.has(caller.address());
    }

    @Override
    Result examine(HelloText hello, ClientView client) {
        if (ourselves.isOneOfUs(client.caller().address())) {
            return Result.Clear.CLEAR;
        }
        return switch (hello) {
            case HelloText.Name(var name) ->
                    found(MACHINE.contains(name) || ourselves.isName(name), "said " + name);
            case HelloText.Literal(var address) ->
                    found(ourselves.isAddress(address), "said " + address);
            case HelloText.Neither _ -> Result.Clear.CLEAR;
        };
    }
}
