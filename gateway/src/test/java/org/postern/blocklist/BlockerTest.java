package org.postern.blocklist;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.postern.blocklist.Verdict.Decision;
import org.postern.blocklist.Verdict.Step;
import org.postern.mail.address.IpAddress;
import org.postern.mail.dns.Zone;

class BlockerTest {
    private static final Caller STRANGER = Caller.at(IpAddress.parse("192.0.2.7").orElseThrow());

    /// A test that always finds the same.
    private record Always(String name, Result result) implements ClientTest {
        @Override
        public String purpose() {
            return "nothing";
        }

        @Override
        public Result examine(ClientView client) {
            return result;
        }
    }

    private static Rule rule(String name, Action action, Result result) {
        return new Rule(new Always(name, result), action, 2, Optional.empty());
    }

    private static Result hit() {
        return new Result.Hit("seen");
    }

    private static Blocker blocker(Rules rules) {
        return new Blocker(
                () -> rules, (_, _) -> new Zone.Builder().build(), InstantSource.system());
    }

    private static Verdict judged(Rule... rules) throws InterruptedException {
        return blocker(new Rules(Arrays.asList(rules))).judge(STRANGER);
    }

    private static List<String> names(Verdict verdict) {
        return verdict.steps().stream().map(Step::rule).map(it -> it.test().name()).toList();
    }

    @Test
    void theSeverestHitDecidesAndTheFirstOfThemIsTheReason() throws InterruptedException {
        var verdict =
                judged(
                        rule("watched", Action.OBSERVE, hit()),
                        rule("tagged", Action.TAG, hit()),
                        rule("late", Action.DEFER, hit()),
                        rule("later", Action.DEFER, hit()));

        assertThat(verdict.decision()).isEqualTo(Decision.DEFER);
        assertThat(verdict.decisive().orElseThrow().rule().test().name()).isEqualTo("late");
        assertThat(names(verdict)).containsExactly("watched", "tagged", "late", "later");
    }

    @Test
    void whatIsOnlyObservedRefusesNobody() throws InterruptedException {
        var verdict = judged(rule("watched", Action.OBSERVE, hit()));

        assertThat(verdict.decision()).isEqualTo(Decision.PASS);
        assertThat(verdict.decisive()).isEmpty();
        assertThat(names(verdict)).containsExactly("watched");
    }

    @Test
    void nothingIsAskedBehindARejectionUnlessSomebodyWantsToKnow() throws InterruptedException {
        var rules =
                new Rules(
                        List.of(
                                rule("blocked", Action.REJECT, hit()),
                                rule("off", Action.OFF, hit()),
                                rule("allowed", Action.REJECT, new Result.Allowed("friend"))));

        assertThat(names(blocker(rules).judge(STRANGER))).containsExactly("blocked");
        Verdict whole = blocker(rules).explain(STRANGER);
        assertThat(names(whole)).containsExactly("blocked", "allowed");
        assertThat(whole.decision()).isEqualTo(Decision.REJECT);
    }

    @Test
    void anEntryThatAllowsWinsOverEverythingBehindIt() throws InterruptedException {
        var rules =
                new Rules(
                        List.of(
                                rule("late", Action.DEFER, hit()),
                                rule("friend", Action.OBSERVE, new Result.Allowed("entry")),
                                rule("blocked", Action.REJECT, hit())));

        assertThat(blocker(rules).judge(STRANGER).decision()).isEqualTo(Decision.ALLOW);
        assertThat(blocker(rules).explain(STRANGER).decision()).isEqualTo(Decision.ALLOW);
        assertThat(names(blocker(rules).explain(STRANGER)))
                .containsExactly("late", "friend", "blocked");
    }

    @Test
    void scoresAddUp() throws InterruptedException {
        List<Rule> hits =
                List.of(
                        rule("one", Action.SCORE, new Result.Hit("seen", 3)),
                        rule("two", Action.SCORE, hit()));

        assertThat(blocker(new Rules(hits)).judge(STRANGER).decision()).isEqualTo(Decision.PASS);
        assertThat(blocker(scored(hits, 8, 9)).judge(STRANGER).decision())
                .isEqualTo(Decision.DEFER);
        Verdict rejected = blocker(scored(hits, 5, 8)).judge(STRANGER);
        assertThat(rejected.decision()).isEqualTo(Decision.REJECT);
        assertThat(rejected.score()).isEqualTo(8);
    }

    private static Rules scored(List<Rule> rules, int deferAt, int rejectAt) {
        return new Rules(rules, deferAt, rejectAt, Rules.PATIENCE, Rules.QUESTIONS);
    }

    @Test
    void h9_whoLoggedInIsNobodysBusiness() throws InterruptedException {
        var known =
                new Caller(
                        STRANGER.address(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of(new Caller.Proof.Login("user")));
        var blocker = blocker(new Rules(List.of(rule("blocked", Action.REJECT, hit()))));

        assertThat(blocker.judge(known).decision()).isEqualTo(Decision.ALLOW);
        assertThat(blocker.judge(known).steps()).isEmpty();
        assertThat(blocker.explain(known).decision()).isEqualTo(Decision.ALLOW);
        assertThat(names(blocker.explain(known))).containsExactly("blocked");
    }

    @Test
    void h1_whatCouldNotBeDoneRefusesNobody() throws InterruptedException {
        var broken =
                new ClientTest() {
                    @Override
                    public String name() {
                        return "broken";
                    }

                    @Override
                    public String purpose() {
                        return "to fail";
                    }

                    @Override
                    public Result examine(ClientView client) {
                        throw new IllegalStateException("on purpose");
                    }
                };
        var verdict =
                judged(
                        new Rule(broken, Action.REJECT, 1, Optional.empty()),
                        rule("silent", Action.REJECT, new Result.NotDone("no answer")));

        assertThat(verdict.decision()).isEqualTo(Decision.PASS);
        assertThat(verdict.steps())
                .extracting(Step::result)
                .containsExactly(
                        new Result.NotDone("the test failed"), new Result.NotDone("no answer"));
    }
}
