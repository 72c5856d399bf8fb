package org.postern.blocklist.hello;

import org.postern.blocklist.ClientView;
import org.postern.blocklist.Result;
import org.postern.blocklist.TestKind;

/// Finds clients that call themselves neither by a full name nor by an address in brackets.
public final class HelloNotAName extends OfHello {
    @Override
    public TestKind kind() {
        return TestKind.HELO_NOT_A_NAME;
    }

    @Override
    Result examine(HelloText hello, ClientView client) {
        return hello instanceof HelloText.Neither(var shown)
                ? new Result.Hit("said " + (shown.isEmpty() ? "nothing" : shown))
                : Result.Clear.CLEAR;
    }
}
