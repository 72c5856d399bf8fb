package org.postern.app;

import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.postern.blocklist.Action;
import org.postern.blocklist.Caller;
import org.postern.blocklist.ReplyText;
import org.postern.blocklist.Result;
import org.postern.blocklist.Verdict;
import org.postern.blocklist.Verdict.Decision;
import org.postern.blocklist.Verdict.Step;
import org.postern.journey.Client;
import org.postern.journey.Finding;
import org.postern.journey.Outcome;
import org.postern.journey.TestResult;
import org.postern.mail.address.Address;
import org.postern.mail.address.IpAddress;
import org.postern.mail.address.ReversePath;
import org.postern.mail.smtp.Reply;
import org.postern.receive.ClientCheck;

/// Tests the clients of the edge with the engine that other mail servers ask, too.
///
/// @param known servers of which strangers' mail comes to us; not they brought it, so they are not tested
record EdgeClients(Blocking blocking, Predicate<InetAddress> known) implements ClientCheck {
    private static final String WHERE = "client";

    @Override
    public Checked greeted(InetAddress address) throws InterruptedException {
        if (!blocking.refusesAtConnect() || known.test(address)) {
            return Checked.NOTHING;
        }
        Caller caller = Caller.at(ip(address));
        Verdict verdict = blocking.judgeAtConnect(caller);
        return verdict.decision() == Decision.REJECT
                ? refused(caller, verdict, List.of())
                : Checked.NOTHING;
    }

    @Override
    public Checked sends(Client client, ReversePath sender, Address recipient)
            throws InterruptedException {
        InetAddress address = client.address().getAddress();
        if (known.test(address)) {
            return Checked.NOTHING;
        }
        var caller =
                new Caller(
                        ip(address),
                        Optional.empty(),
                        Optional.of(client.hello()).filter(it -> !it.isEmpty()),
                        Optional.of(sender),
                        Optional.of(recipient),
                        Optional.empty());
        Verdict verdict = blocking.blocker().judge(caller);
        List<TestResult> evidence =
                verdict.steps().isEmpty() ? List.of() : List.of(result(verdict));
        return verdict.isRefusal()
                ? refused(caller, verdict, evidence)
                : new Checked(Optional.empty(), "", evidence);
    }

    private static IpAddress ip(InetAddress address) {
        return IpAddress.ofOctets(address.getAddress());
    }

    private static Checked refused(Caller caller, Verdict verdict, List<TestResult> evidence) {
        String text = ReplyText.of(caller, verdict.decisive());
        Reply reply =
                verdict.decision() == Decision.REJECT
                        ? Reply.of(554, "5.7.1", text)
                        : Reply.of(450, "4.7.1", text);
        String reason = verdict.decisive().map(it -> it.rule().test().name()).orElse("score");
        return new Checked(Optional.of(reply), "blocklist-" + reason, evidence);
    }

    /// All tests of a client in one line of the message's record. One that was not done is a remark: it keeps no mail back.
    private static TestResult result(Verdict verdict) {
        var findings = new ArrayList<Finding>();
        Duration took = Duration.ZERO;
        for (Step step : verdict.steps()) {
            add(findings, step);
            took = took.plus(step.took());
        }
        return new TestResult("client-tests", Outcome.of(findings), took, List.of());
    }

    private static void add(List<Finding> findings, Step step) {
        String test = step.rule().test().name();
        switch (step.result()) {
            case Result.Clear _ -> {
                // Nothing to say.
            }
            case Result.Hit(String detail, _) -> {
                findings.add(new Finding(Finding.Kind.CLIENT, test, detail, WHERE));
                if (step.rule().action() == Action.TAG) {
                    findings.add(new Finding(Finding.Kind.TAG, test, detail, WHERE));
                }
            }
            case Result.Allowed(String detail) ->
                    findings.add(new Finding(Finding.Kind.CLIENT, test, detail, WHERE));
            case Result.NotDone(String why) ->
                    findings.add(new Finding(Finding.Kind.REMARK, test + "-not-done", why, WHERE));
        }
    }
}
