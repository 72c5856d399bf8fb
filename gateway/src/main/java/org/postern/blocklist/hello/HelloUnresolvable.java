package org.postern.blocklist.hello;

import java.util.List;
import java.util.Optional;
import org.postern.blocklist.Caller;
import org.postern.blocklist.ClientView;
import org.postern.blocklist.Outside;
import org.postern.blocklist.Result;
import org.postern.blocklist.TestKind;
import org.postern.mail.dns.DnsAnswer;
import org.postern.mail.dns.DnsName;
import org.postern.mail.dns.DnsQuestion;
import org.postern.mail.dns.DnsType;

/// Finds clients that call themselves by a name that has neither an address nor a mail exchanger, for certain.
public final class HelloUnresolvable extends OfHello {
    private static final List<DnsType> KINDS = List.of(DnsType.A, DnsType.AAAA, DnsType.MX);

    @Override
    public TestKind kind() {
        return TestKind.HELO_UNRESOLVABLE;
    }

    @Override
    public boolean isDue(Caller caller) {
        return Outside.has(caller.address()) && name(caller).isPresent();
    }

    @Override
    public List<DnsQuestion> questions(Caller caller) {
        return name(caller).stream().flatMap(it -> questions(it).stream()).toList();
    }

    private static Optional<DnsName> name(Caller caller) {
        return caller.hello().map(HelloText::read).flatMap(HelloText::asName);
    }

    private static List<DnsQuestion> questions(DnsName name) {
        return KINDS.stream().map(it -> new DnsQuestion(name, it)).toList();
    }

    @Override
    Result examine(HelloText hello, ClientView client) throws InterruptedException {
        if (!(hello instanceof HelloText.Name(var name))) {
            return Result.Clear.CLEAR;
        }
        client.dns().prepare(questions(name));
        Optional<String> unknown = Optional.empty();
        for (DnsQuestion question : questions(name)) {
            switch (client.dns().lookup(question)) {
                case DnsAnswer.Found _ -> {
                    return Result.Clear.CLEAR;
                }
                case DnsAnswer.Nothing _ -> {}
                case DnsAnswer.Failed(_, var why) -> unknown = Optional.of(why);
            }
        }
        return unknown.<Result>map(Result.NotDone::new)
                .orElseGet(() -> new Result.Hit(name + " is nowhere"));
    }
}
