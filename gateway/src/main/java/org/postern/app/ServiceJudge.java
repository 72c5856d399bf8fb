package org.postern.app;

import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.postern.blocklist.Blocker;
import org.postern.blocklist.Caller;
import org.postern.blocklist.Result;
import org.postern.blocklist.Verdict;
import org.postern.blocklist.Verdict.Step;
import org.postern.journal.ClientEvent;
import org.postern.journal.Event;

/// Judges the clients of mail servers beside us, and records what was found of those who go on: the server's own log says
/// nothing of a test that only observes. Refusals are recorded with their reply.
///
/// @param blocker the engine
/// @param stamps of events
/// @param journal where it is told
record ServiceJudge(Blocker blocker, Supplier<Event.Stamp> stamps, Consumer<Event> journal) {
    private static final String WHERE = "service";

    Verdict judge(Caller caller) throws InterruptedException {
        Verdict verdict = blocker.judge(caller);
        List<Step> found = verdict.steps().stream().filter(ServiceJudge::isFound).toList();
        if (!found.isEmpty() && !verdict.isRefusal()) {
            journal.accept(event(caller, verdict, found));
        }
        return verdict;
    }

    private static boolean isFound(Step step) {
        return step.result() instanceof Result.Hit || step.result() instanceof Result.Allowed;
    }

    private ClientEvent event(Caller caller, Verdict verdict, List<Step> found) {
        Step reason = verdict.decisive().orElse(found.getFirst());
        String sender = caller.sender().map(Object::toString).orElse("");
        return new ClientEvent.Tested(
                stamps.get(),
                WHERE,
                caller.address().toString(),
                caller.hello().orElse(""),
                sender.isEmpty() && caller.sender().isPresent() ? "<>" : sender,
                caller.recipient().map(Object::toString).orElse(""),
                Verdicts.word(verdict.decision()),
                reason.rule().test().name(),
                detail(reason.result()),
                found.stream().map(it -> it.rule().test().name()).toList());
    }

    private static String detail(Result result) {
        return switch (result) {
            case Result.Hit(String detail, _) -> detail;
            case Result.Allowed(String detail) -> detail;
            case Result.NotDone(String why) -> why;
            case Result.Clear _ -> "";
        };
    }
}
