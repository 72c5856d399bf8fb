package org.postern.blocklist.hello;

import java.util.function.Supplier;
import org.postern.blocklist.ClientView;
import org.postern.blocklist.Result;
import org.postern.blocklist.TestKind;
import org.postern.blocklist.reverse.NameKind;
import org.postern.blocklist.reverse.NamePatterns;
import org.postern.blocklist.reverse.NamePatterns.Match;
import org.postern.mail.dns.DnsName;

/// Finds clients that call themselves as providers call dynamic addresses.
public final class HelloDynamic extends OfHello {
    private final Supplier<NamePatterns> patterns;

    /// @param patterns those that are in force now
    public HelloDynamic(Supplier<NamePatterns> patterns) {
        this.patterns = patterns;
    }

    @Override
    public TestKind kind() {
        return TestKind.HELO_DYNAMIC;
    }

    @Override
    Result examine(HelloText hello, ClientView client) {
        return hello instanceof HelloText.Name(var name)
                ? examine(name, client)
                : Result.Clear.CLEAR;
    }

    private Result examine(DnsName name, ClientView client) {
        return patterns.get()
                .judge(name, client.caller().address())
                .filter(it -> it.kind() == NameKind.DYNAMIC)
                .map(Match::pattern)
                .<Result>map(it -> new Result.Hit(name + " is like " + it))
                .orElse(Result.Clear.CLEAR);
    }
}
