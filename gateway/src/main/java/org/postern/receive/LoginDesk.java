package org.postern.receive;

import java.io.IOException;
import java.net.InetAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;
import org.postern.connect.LoginThrottle;
import org.postern.mail.sasl.Mechanism;
import org.postern.mail.smtp.AuthDialogue;
import org.postern.mail.smtp.AuthDialogue.Next;
import org.postern.mail.smtp.Command;
import org.postern.mail.smtp.Line;
import org.postern.mail.smtp.Replies;
import org.postern.mail.smtp.Reply;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Where clients prove who they are. One for all connections; thread-safe.
final class LoginDesk {
    private static final Logger LOG = LoggerFactory.getLogger(LoginDesk.class);

    private static final Reply LOCKED =
            Reply.of(454, "4.7.0", "Too many wrong passwords; try again later");
    private static final int NONCE_OCTETS = 18;

    private final Logins logins;
    private final LoginThrottle throttle;
    private final Watcher watcher;
    private final InstantSource clock;
    private final SecureRandom random = new SecureRandom();

    LoginDesk(Submission submission, Watcher watcher, InstantSource clock) {
        this.logins = submission.logins();
        this.throttle = new LoginThrottle(submission.limits(), System.nanoTime());
        this.watcher = watcher;
        this.clock = clock;
    }

    /// What came of an attempt.
    sealed interface Result {

        /// The last reply, still to be sent, and who logged in if somebody did.
        record Answered(Reply reply, Optional<Login> login) implements Result {}

        /// The client sent what is no line; the connection is at its end.
        record Broken(Line line) implements Result {}
    }

    /// Makes a guesser wait.
    @FunctionalInterface
    interface Pause {
        void take(Duration length) throws InterruptedException;
    }

    /// The mechanisms that are offered at this moment.
    Set<Mechanism> mechanisms() {
        return logins.mechanisms();
    }

    /// Whether somebody who logged in some time ago would still be let in. Where nobody can say, he stays.
    boolean isStill(Login login) {
        try {
            return logins.isStill(login);
        } catch (IOException e) {
            LOG.debug("whether a login is still there cannot be seen: {}", e.getMessage());
            return true;
        }
    }

    /// Leads the dialogue that a command begins.
    Result attempt(Peer peer, Command.Auth command, Pause pause)
            throws IOException, InterruptedException {
        var attempt = new Attempt(peer, command, pause);
        if (throttle.isLocked(attempt.client(), "", System.nanoTime())) {
            return attempt.over(LOCKED, "", "locked");
        }
        byte[] chance = new byte[NONCE_OCTETS];
        random.nextBytes(chance);
        try {
            return attempt.lead(
                    AuthDialogue.begin(
                            command,
                            Base64.getEncoder().encodeToString(chance),
                            logins.mechanisms()));
        } catch (Unavailable e) {
            LOG.warn("logins cannot be checked: {}", e.getMessage());
            return attempt.over(Replies.AUTH_UNAVAILABLE, "", "unavailable");
        }
    }

    /// Nobody can say who may log in.
    private static final class Unavailable extends Exception {
        private static final long serialVersionUID = 1;

        Unavailable(IOException cause) {
            super(cause.getMessage(), cause);
        }
    }

    /// One attempt on one connection.
    private final class Attempt {
        private final Peer peer;
        private final Command.Auth command;
        private final Pause pause;
        private long asked = System.nanoTime();

        Attempt(Peer peer, Command.Auth command, Pause pause) {
            this.peer = peer;
            this.command = command;
            this.pause = pause;
        }

        InetAddress client() {
            return peer.address().getAddress();
        }

        Result lead(Next begin) throws IOException, InterruptedException, Unavailable {
            Next next = begin;
            while (true) {
                switch (next) {
                    case Next.Say(Reply reply, AuthDialogue dialogue) -> {
                        peer.send(reply);
                        peer.awaitCommand();
                        Line line = peer.input().readLine(AuthDialogue.MAX_LINE);
                        if (!(line instanceof Line.Complete(String text))) {
                            return new Result.Broken(line);
                        }
                        asked = System.nanoTime();
                        next = dialogue.line(text);
                    }
                    case Next.Keys(String login, AuthDialogue.Keyed dialogue) -> {
                        if (isLocked(login)) {
                            return over(LOCKED, login, "locked");
                        }
                        next = dialogue.with(ask(() -> logins.keys(login)));
                    }
                    case Next.Check(String login, String password) -> {
                        if (isLocked(login)) {
                            return over(LOCKED, login, "locked");
                        }
                        return judged(login, ask(() -> logins.check(login, password)));
                    }
                    case Next.Proven(String login) -> {
                        return judged(login, ask(() -> logins.find(login)));
                    }
                    case Next.Over(Reply reply, String login, String reason) -> {
                        return reason.equals("wrong") ? wrong(login) : over(reply, login, reason);
                    }
                }
            }
        }

        private boolean isLocked(String login) {
            return throttle.isLocked(client(), login, System.nanoTime());
        }

        private Result judged(String login, Optional<Login> who) throws InterruptedException {
            if (who.isEmpty()) {
                return wrong(login);
            }
            throttle.succeeded(client(), login, System.nanoTime());
            saw(login, "accepted");
            return new Result.Answered(Replies.LOGGED_IN, who);
        }

        private Result wrong(String login) throws InterruptedException {
            long now = System.nanoTime();
            Duration length = throttle.failed(client(), login, now);
            saw(login, "wrong");
            // Counted from the last word of the client, so that it cannot tell by the time what was
            // looked at.
            pause.take(length.minusNanos(now - asked));
            return new Result.Answered(Replies.AUTH_FAILED, Optional.empty());
        }

        Result over(Reply reply, String login, String reason) {
            saw(login, reason);
            return new Result.Answered(reply, Optional.empty());
        }

        private void saw(String login, String outcome) {
            watcher.saw(
                    new EdgeEvent.LoginTried(
                            clock.instant(), peer.address(), login, command.mechanism(), outcome));
        }
    }

    private interface Question<T> {
        T ask() throws IOException, InterruptedException;
    }

    private static <T> T ask(Question<T> question) throws Unavailable, InterruptedException {
        try {
            return question.ask();
        } catch (IOException e) {
            throw new Unavailable(e);
        }
    }
}
