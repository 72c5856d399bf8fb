package org.postern.blocklist.reverse;

import java.util.function.Supplier;
import org.postern.blocklist.ClientView;
import org.postern.blocklist.Result;
import org.postern.blocklist.StandardTest;
import org.postern.blocklist.TestKind;

/// Finds clients in networks of which it is known that their addresses are given to somebody else every day.
///
/// @param networks those that are known now
public record DynamicNetworks(Supplier<Networks> networks) implements StandardTest {
    @Override
    public TestKind kind() {
        return TestKind.DYNAMIC_NETWORKS;
    }

    @Override
    public Result examine(ClientView client) {
        return networks.get()
                .contains(client.caller().address())
                .<Result>map(Result.Hit::new)
                .orElse(Result.Clear.CLEAR);
    }
}
