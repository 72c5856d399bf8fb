package org.postern.blocklist.service;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.postern.blocklist.Caller;
import org.postern.blocklist.Verdict;
import org.postern.listen.Connection;
import org.postern.mail.delegation.Answer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One question at a time goes to the engine. Where it takes too long, the server hears what the settings say all the same:
/// then [#watch] answers, which another thread calls, and whatever the engine says later is dropped. A connection whose
/// engine does not come back at all is closed, so that the server does not wait for the next answer.
final class Turn {
    private static final Logger LOG = LoggerFactory.getLogger(Turn.class);

    private final Judge judge;
    private final Health health;
    private final Connection connection;
    private final long patience;

    private volatile State state = State.IDLE;
    private volatile long begun;
    private Thread asker = Thread.currentThread();
    private Answer instead = Answer.Action.DUNNO;

    private enum State {
        IDLE,
        JUDGING,
        /// The server has its answer, and the engine is still at work.
        ANSWERED
    }

    Turn(Judge judge, Health health, Connection connection, Duration patience) {
        this.judge = judge;
        this.health = health;
        this.connection = connection;
        this.patience = patience.toNanos();
    }

    boolean isIdle() {
        return state == State.IDLE;
    }

    /// Asks the engine.
    ///
    /// @param unjudged what the server hears where there is no verdict
    /// @return empty where the server has heard that already
    /// @throws IOException the server does not take it
    Optional<Verdict> ask(Caller caller, Answer unjudged) throws IOException {
        begin(unjudged);
        Optional<Verdict> verdict = Optional.empty();
        String trouble = "";
        try {
            verdict = Optional.of(judge.judge(caller));
        } catch (InterruptedException _) {
            trouble = "it was interrupted";
        } catch (RuntimeException e) {
            LOG.error("bug in the blocklist's engine", e);
            trouble = "it failed: " + e.getClass().getSimpleName();
        }
        if (end()) {
            return Optional.empty();
        }
        if (verdict.isEmpty()) {
            health.failed(trouble);
            connection.write(unjudged.octets());
        } else {
            health.answered();
        }
        return verdict;
    }

    private synchronized void begin(Answer unjudged) {
        asker = Thread.currentThread();
        instead = unjudged;
        begun = System.nanoTime();
        state = State.JUDGING;
    }

    /// @return whether the server was answered meanwhile
    private synchronized boolean end() {
        boolean answered = state == State.ANSWERED;
        state = State.IDLE;
        if (answered) {
            // That of [#answer], which nobody needs any more.
            Thread.interrupted();
        }
        return answered;
    }

    /// Never waits.
    void watch(long now) {
        State seen = state;
        long since = begun;
        if (seen == State.JUDGING && now - since > patience) {
            Thread.ofVirtual().name("blocklist-late").start(() -> answer(since));
        } else if (seen == State.ANSWERED && now - since > 3 * patience) {
            connection.close();
        }
    }

    private synchronized void answer(long since) {
        if (state != State.JUDGING || begun != since) {
            return;
        }
        state = State.ANSWERED;
        try {
            connection.write(instead.octets());
        } catch (IOException e) {
            LOG.debug("a server left before it was answered", e);
            connection.close();
        }
        asker.interrupt();
        health.failed("no answer within " + Duration.ofNanos(patience).toMillis() + " ms");
    }

    /// Ends a question that is with the engine.
    synchronized void cut() {
        if (state != State.IDLE) {
            asker.interrupt();
        }
    }
}
