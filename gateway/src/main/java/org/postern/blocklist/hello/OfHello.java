package org.postern.blocklist.hello;

import org.postern.blocklist.Caller;
import org.postern.blocklist.ClientView;
import org.postern.blocklist.Result;
import org.postern.blocklist.StandardTest;

/// A test of what a client calls itself, due when it did.
abstract class OfHello implements StandardTest {
    @Override
    public boolean isDue(Caller caller) {
        return caller.hello().isPresent();
    }

    @Override
    public final Result examine(ClientView client) throws InterruptedException {
        return examine(HelloText.read(client.caller().hello().orElse("")), client);
    }

    abstract Result examine(HelloText hello, ClientView client) throws InterruptedException;

    static Result found(boolean hit, String detail) {
        return hit ? new Result.Hit(detail) : Result.Clear.CLEAR;
    }
}
