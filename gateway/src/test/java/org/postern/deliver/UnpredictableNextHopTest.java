package org.postern.deliver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.postern.deliver.Letters.ANN;
import static org.postern.deliver.Letters.BEN;
import static org.postern.deliver.Letters.HELLO;

import java.io.IOException;
import java.util.HashSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postern.journey.Envelope;
import org.postern.journey.HandOver;

/// Promise 1 against a next hop that answers by the dice: what a hand-over claims is what happened there, and content goes
/// nowhere it was not asked for.
@Tag("slow")
@Timeout(120)
class UnpredictableNextHopTest {
    private static final int ROUNDS = 400;

    private static final String[] MAIL = {
        "250 Yes", "250 Yes", "250 Yes", "250 Yes", "550 No", "451 Later", "421 Bye", "354 Go", "?"
    };
    private static final String[] RCPT = {
        "250 Yes", "250 Yes", "250 Yes", "250 Yes", "550 No", "452 Full", "421 Bye", "250-", ""
    };
    private static final String[] DATA = {
        "354 Go", "354 Go", "354 Go", "354 Go", "354 Go", "451 Later", "554 No", "250 Yes", "354-"
    };
    private static final String[] DOT = {
        "250 Yes",
        "250 Yes",
        "250 Yes",
        "250 Yes\r\n250 Yes",
        "451 Later",
        "554 No",
        "421 Bye",
        "354 Go",
        "?"
    };

    /// What the next hop knows of one message: its answer to the final dot, or that there was none.
    private final CopyOnWriteArrayList<String> ends = new CopyOnWriteArrayList<>();

    @Test
    void promise1_whatAHandOverClaimsIsWhatHappened() throws Exception {
        var seen = new HashSet<Class<?>>();
        for (int seed = 0; seed < 4; seed++) {
            var random = new Random(seed);
            boolean pipelining = seed % 2 == 0;
            try (var server = ScriptedServer.of(it -> answerByDice(it, random, pipelining));
                    var delivery =
                            new PassThrough(
                                    "node.example",
                                    Letters.settings(
                                            Map.of(
                                                    "deliver.command-timeout", "100ms",
                                                    "deliver.final-timeout", "100ms")))) {
                for (int round = 0; round < ROUNDS / 4; round++) {
                    Envelope envelope = round % 3 == 0 ? Letters.to(ANN, BEN) : Letters.to(ANN);
                    ends.clear();
                    HandOver result =
                            delivery.handOver(
                                    server.nextHop(),
                                    Letters.shipped(envelope),
                                    Letters.content(HELLO));
                    check(result);
                    seen.add(result.getClass());
                }
            }
        }
        var all = new HashSet<>(Set.of(HandOver.class.getPermittedSubclasses()));
        // Only LMTP parts recipients, and nothing here is too many or too special for it.
        all.removeAll(Set.of(HandOver.Parted.class, HandOver.Busy.class, HandOver.Unfit.class));
        assertThat(seen).hasSameElementsAs(all);
    }

    private void check(HandOver result) {
        assertThat(ends).as("sent %s times", ends.size()).hasSizeLessThanOrEqualTo(1);
        String end = ends.isEmpty() ? "not sent" : ends.getFirst();
        switch (result) {
            case HandOver.Accepted _ -> assertThat(end).startsWith("250 ");
            case HandOver.InDoubt _ -> assertThat(end).matches("354 Go|\\?|none");
            case HandOver.Declined(var reply, _, _) -> {
                if (!ends.isEmpty()) {
                    assertThat(end).matches("451 .*|554 .*|421 .*");
                    assertThat(reply.isTransient()).isEqualTo(end.startsWith("4"));
                }
            }
            case HandOver.Parted _ -> throw new AssertionError("over SMTP");
            case HandOver.Mixed _, HandOver.Failed _, HandOver.Busy _, HandOver.Unfit _ ->
                    assertThat(end).isEqualTo("not sent");
        }
    }

    private void answerByDice(ScriptedServer.Peer client, Random random, boolean pipelining)
            throws IOException {
        client.greet(pipelining ? new String[] {"PIPELINING"} : new String[0]);
        boolean wanted = false;
        for (var line = client.line(); line.isPresent(); line = client.line()) {
            String answer;
            switch (line.get().substring(0, 4)) {
                case "MAIL" -> {
                    answer = pick(MAIL, random);
                    wanted = answer.startsWith("250");
                }
                case "RCPT" -> {
                    answer = pick(RCPT, random);
                    wanted &= answer.startsWith("250 ");
                }
                case "DATA" -> {
                    answer = pick(DATA, random);
                    if (answer.equals("354 Go")) {
                        client.say(answer);
                        takeContent(client, random, wanted);
                        continue;
                    }
                }
                case "RSET" -> answer = "250 Forgotten";
                default -> answer = "221 Bye";
            }
            if (random.nextInt(40) == 0) {
                return;
            }
            client.say(answer);
            if (answer.startsWith("421") || answer.startsWith("221")) {
                return;
            }
        }
    }

    private void takeContent(ScriptedServer.Peer client, Random random, boolean wanted)
            throws IOException {
        client.content();
        if (!wanted) {
            throw new AssertionError("content for a transaction that was refused");
        }
        if (random.nextInt(10) == 0) {
            ends.add("none");
            throw new IOException("left without an answer");
        }
        String answer = pick(DOT, random);
        ends.add(answer);
        client.say(answer);
        if (answer.startsWith("421")) {
            throw new IOException("closing");
        }
    }

    private static String pick(String[] answers, Random random) {
        return answers[random.nextInt(answers.length)];
    }
}
