package org.postern.blocklist;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.postern.blocklist.Verdict.Decision;
import org.postern.blocklist.Verdict.Step;
import org.postern.mail.dns.DnsLookup;
import org.postern.mail.dns.DnsQuestion;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The engine: does the tests of a client and says what follows. Thread-safe. It comes to an end within the budget of the
/// rules, and nothing that a client or the DNS says makes it throw.
public final class Blocker {
    private static final Logger LOG = LoggerFactory.getLogger(Blocker.class);

    private final Supplier<Rules> rules;
    private final Asked dns;
    private final InstantSource clock;

    /// Gives each client a view of the DNS with a budget of its own.
    @FunctionalInterface
    public interface Asked {
        DnsLookup within(Duration time, int questions);
    }

    /// @param rules those that are in force; asked once for each client
    public Blocker(Supplier<Rules> rules, Asked dns, InstantSource clock) {
        this.rules = rules;
        this.dns = dns;
        this.clock = clock;
    }

    /// Decides about a client; ends with the first test that nothing can outweigh.
    public Verdict judge(Caller caller) throws InterruptedException {
        return run(rules.get(), caller, false);
    }

    /// The same with every test done that is due, for people who want to know; no test remembers the client.
    public Verdict explain(Caller caller) throws InterruptedException {
        return run(rules.get(), caller, true);
    }

    private Verdict run(Rules now, Caller caller, boolean whole) throws InterruptedException {
        if (caller.proof().isPresent() && !whole) {
            return new Verdict(Decision.ALLOW, Optional.empty(), List.of(), 0);
        }
        var view =
                new ClientView(
                        caller,
                        clock.instant(),
                        dns.within(now.patience(), now.questions()),
                        whole);
        List<Rule> due = now.rules().stream().filter(it -> isDue(it, caller)).toList();
        var steps = new ArrayList<Step>(due.size());
        boolean asked = false;
        for (Rule rule : due) {
            if (!asked && !questions(rule, caller).isEmpty()) {
                asked = true;
                view.dns().prepare(questions(due.subList(steps.size(), due.size()), caller));
            }
            Step step = take(rule, view);
            steps.add(step);
            if (!whole && isFinal(step)) {
                break;
            }
        }
        return conclude(now, caller, steps);
    }

    private static boolean isDue(Rule rule, Caller caller) {
        if (rule.action() == Action.OFF) {
            return false;
        }
        try {
            return rule.test().isDue(caller);
        } catch (RuntimeException e) {
            LOG.error("bug in test {}", rule.test().name(), e);
            return false;
        }
    }

    private static List<DnsQuestion> questions(List<Rule> rules, Caller caller) {
        return rules.stream().flatMap(it -> questions(it, caller).stream()).toList();
    }

    private static List<DnsQuestion> questions(Rule rule, Caller caller) {
        try {
            return rule.test().questions(caller);
        } catch (RuntimeException e) {
            LOG.error("bug in test {}", rule.test().name(), e);
            return List.of();
        }
    }

    /// Whether no test behind it can change what follows.
    private static boolean isFinal(Step step) {
        return switch (step.result()) {
            case Result.Allowed _ -> true;
            case Result.Hit _ -> step.rule().action() == Action.REJECT;
            case Result.Clear _, Result.NotDone _ -> false;
        };
    }

    private static Step take(Rule rule, ClientView view) throws InterruptedException {
        long begun = System.nanoTime();
        Result result;
        try {
            result = rule.test().examine(view);
        } catch (RuntimeException e) {
            LOG.error("bug in test {}", rule.test().name(), e);
            result = new Result.NotDone("the test failed");
        }
        return new Step(rule, result, Duration.ofNanos(System.nanoTime() - begun));
    }

    private static Verdict conclude(Rules now, Caller caller, List<Step> steps) {
        int score = 0;
        Decision decision = Decision.PASS;
        Optional<Step> decisive = Optional.empty();
        for (Step step : steps) {
            score += scored(step);
            Decision wanted = follows(step);
            // An entry that allows outweighs everything but a rejection that stood before it.
            if (wanted.compareTo(decision) > 0
                    || wanted == Decision.ALLOW && decision != Decision.REJECT) {
                decision = wanted;
                decisive = Optional.of(step);
            }
            if (isFinal(step)) {
                break;
            }
        }
        if (caller.proof().isPresent()) {
            return new Verdict(Decision.ALLOW, Optional.empty(), steps, score);
        }
        Decision sum = ofScore(now, score);
        return decision != Decision.ALLOW && sum.compareTo(decision) > 0
                ? new Verdict(sum, Optional.empty(), steps, score)
                : new Verdict(decision, decisive, steps, score);
    }

    private static int scored(Step step) {
        return step.result() instanceof Result.Hit(_, int weight)
                        && step.rule().action() == Action.SCORE
                ? step.rule().score() * weight
                : 0;
    }

    private static Decision follows(Step step) {
        return switch (step.result()) {
            case Result.Clear _, Result.NotDone _ -> Decision.PASS;
            case Result.Allowed _ -> Decision.ALLOW;
            case Result.Hit _ -> follows(step.rule().action());
        };
    }

    private static Decision follows(Action action) {
        return switch (action) {
            case OFF, OBSERVE, SCORE -> Decision.PASS;
            case TAG -> Decision.TAG;
            case DEFER -> Decision.DEFER;
            case REJECT -> Decision.REJECT;
        };
    }

    private static Decision ofScore(Rules now, int score) {
        if (now.rejectAt() > 0 && score >= now.rejectAt()) {
            return Decision.REJECT;
        }
        return now.deferAt() > 0 && score >= now.deferAt() ? Decision.DEFER : Decision.PASS;
    }
}
