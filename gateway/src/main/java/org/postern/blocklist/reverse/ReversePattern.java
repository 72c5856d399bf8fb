package org.postern.blocklist.reverse;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.postern.blocklist.Caller;
import org.postern.blocklist.ClientNames;
import org.postern.blocklist.ClientView;
import org.postern.blocklist.Outside;
import org.postern.blocklist.Result;
import org.postern.blocklist.StandardTest;
import org.postern.blocklist.TestKind;
import org.postern.blocklist.reverse.NamePatterns.Match;
import org.postern.mail.dns.DnsName;
import org.postern.mail.dns.DnsQuestion;

/// Finds clients whose name is like those of dynamic addresses, or like those that providers make of addresses. A confirmed
/// name that is neither speaks for the client, whatever its other names are.
public final class ReversePattern implements StandardTest {
    private final TestKind kind;
    private final NameKind wanted;
    private final Supplier<NamePatterns> patterns;

    private ReversePattern(TestKind kind, NameKind wanted, Supplier<NamePatterns> patterns) {
        this.kind = kind;
        this.wanted = wanted;
        this.patterns = patterns;
    }

    /// @param patterns those that are in force now
    public static ReversePattern dynamic(Supplier<NamePatterns> patterns) {
        return new ReversePattern(TestKind.REVERSE_DYNAMIC, NameKind.DYNAMIC, patterns);
    }

    /// A client that has a dynamic name as well is the other test's.
    ///
    /// @param patterns those that are in force now
    public static ReversePattern generic(Supplier<NamePatterns> patterns) {
        return new ReversePattern(TestKind.REVERSE_GENERIC, NameKind.GENERIC, patterns);
    }

    @Override
    public TestKind kind() {
        return kind;
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
        if (names.all().isEmpty() && names.failure().isPresent()) {
            return new Result.NotDone(names.failure().get());
        }
        NamePatterns now = patterns.get();
        Optional<Result> worst = Optional.empty();
        NameKind kindOfWorst = NameKind.SERVER;
        for (DnsName name : names.all()) {
            Optional<Match> match = now.judge(name, client.caller().address());
            NameKind is = match.map(Match::kind).orElse(NameKind.SERVER);
            if (is == NameKind.SERVER && names.confirmed().contains(name)) {
                return Result.Clear.CLEAR;
            }
            if (is.compareTo(kindOfWorst) < 0) {
                kindOfWorst = is;
                worst = match.map(it -> new Result.Hit(name + " is like " + it.pattern()));
            }
        }
        return kindOfWorst == wanted && worst.isPresent() ? worst.get() : Result.Clear.CLEAR;
    }
}
