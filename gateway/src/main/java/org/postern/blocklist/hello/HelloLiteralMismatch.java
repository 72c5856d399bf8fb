package org.postern.blocklist.hello;

import org.postern.blocklist.ClientView;
import org.postern.blocklist.Result;
import org.postern.blocklist.TestKind;

/// Finds clients that say another address than theirs.
public final class HelloLiteralMismatch extends OfHello {
    @Override
    public TestKind kind() {
        return TestKind.HELO_LITERAL_MISMATCH;
    }

    @Override
    Result examine(HelloText hello, ClientView client) {
        return hello instanceof HelloText.Literal(var address)
                ? found(!address.equals(client.caller().address()), "said " + address)
                : Result.Clear.CLEAR;
    }
}
