package org.postern.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.postern.blocklist.Action;
import org.postern.blocklist.Blocker;
import org.postern.blocklist.Caller;
import org.postern.blocklist.ClientTest;
import org.postern.blocklist.ClientView;
import org.postern.blocklist.Result;
import org.postern.blocklist.Rule;
import org.postern.blocklist.Rules;
import org.postern.blocklist.Verdict.Decision;
import org.postern.journal.ClientEvent;
import org.postern.journal.Event;
import org.postern.mail.address.IpAddress;
import org.postern.mail.dns.Zone;

/// What is recorded of clients of other mail servers.
class ServiceJudgeTest {
    private final List<Event> events = new ArrayList<>();

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

    private Decision judged(Action action, Result... results) throws InterruptedException {
        var rules = new ArrayList<Rule>();
        for (int i = 0; i < results.length; i++) {
            rules.add(new Rule(new Always("test-" + i, results[i]), action, 1, Optional.empty()));
        }
        var blocker =
                new Blocker(
                        () -> new Rules(rules),
                        (_, _) -> new Zone.Builder().build(),
                        InstantSource.system());
        return new ServiceJudge(
                        blocker,
                        () ->
                                Event.Stamp.now(
                                        "gate.example",
                                        InstantSource.system(),
                                        RandomGenerator.getDefault()),
                        events::add)
                .judge(Caller.at(IpAddress.parse("192.0.2.7").orElseThrow()))
                .decision();
    }

    @Test
    void whatWasFoundOfAClientThatGoesOnIsRecorded() throws InterruptedException {
        Result none = Result.Clear.CLEAR;
        assertThat(judged(Action.OBSERVE, none, new Result.Hit("seen"), new Result.Hit("too")))
                .isEqualTo(Decision.PASS);

        assertThat(events).hasSize(1);
        assertThat(events.getFirst())
                .isInstanceOfSatisfying(
                        ClientEvent.Tested.class,
                        it -> {
                            assertThat(it.where()).isEqualTo("service");
                            assertThat(it.peer()).isEqualTo("192.0.2.7");
                            assertThat(it.decision()).isEqualTo("pass");
                            assertThat(it.test()).isEqualTo("test-1");
                            assertThat(it.detail()).isEqualTo("seen");
                            assertThat(it.hits()).containsExactly("test-1", "test-2");
                        });
    }

    @Test
    void nothingAndRefusalsAreNotRecordedHere() throws InterruptedException {
        judged(Action.OBSERVE, Result.Clear.CLEAR, new Result.NotDone("no answer"));
        assertThat(judged(Action.REJECT, new Result.Hit("seen"))).isEqualTo(Decision.REJECT);
        assertThat(events).isEmpty();
    }
}
