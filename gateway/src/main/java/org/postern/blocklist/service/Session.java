package org.postern.blocklist.service;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.Optional;
import org.postern.blocklist.Caller;
import org.postern.blocklist.Refusal;
import org.postern.blocklist.Verdict;
import org.postern.listen.Connection;
import org.postern.listen.Talk;
import org.postern.mail.delegation.Answer;
import org.postern.mail.delegation.Dialect;
import org.postern.mail.delegation.Heard;
import org.postern.mail.delegation.Question;
import org.postern.mail.delegation.QuestionReader;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One connection of a mail server: any number of questions, each answered before the next is read. For one thread, but for
/// [#stop], [#cut] and [#watch].
final class Session implements Talk {
    private static final Logger LOG = LoggerFactory.getLogger(Session.class);

    private final Parts parts;
    private final ServiceSettings settings;
    private final Connection connection;
    private final QuestionReader reader;
    private final Callers callers;
    private final Turn turn;
    private volatile boolean stopping;

    /// The message that was tagged last. Postfix asks for each recipient, and would write the field as often.
    private String tagged = "";

    Session(ServiceSettings settings, Parts parts, Health health, Connection connection) {
        this.parts = parts;
        this.settings = settings;
        this.connection = connection;
        this.reader = new QuestionReader(connection.arriving(this::hasBegun), settings.limits());
        this.callers = new Callers(settings.certificates());
        this.turn = new Turn(parts.judge(), health, connection, settings.answer());
    }

    private boolean hasBegun() {
        return reader.hasBegun();
    }

    @Override
    public Connection connection() {
        return connection;
    }

    @Override
    public void stop() {
        stopping = true;
        if (turn.isIdle()) {
            connection.close();
        }
    }

    @Override
    public void cut() {
        turn.cut();
    }

    @Override
    public void watch(long now) {
        turn.watch(now);
    }

    @Override
    public void run() {
        try (connection) {
            boolean open = true;
            while (open && !stopping) {
                reader.rest();
                connection.next(reader.hasBegun());
                open = take(reader.read());
            }
        } catch (SocketTimeoutException _) {
            if (reader.hasBegun()) {
                broken("timeout", "the server took too long over a question or an answer");
            }
        } catch (IOException e) {
            LOG.debug("a mail server left", e);
        } catch (RuntimeException e) {
            LOG.error("bug in a session of the blocklist service", e);
        }
    }

    private boolean take(Heard heard) throws IOException {
        switch (heard) {
            case Heard.Asked(Question.Access asked) -> {
                return access(asked);
            }
            case Heard.Asked(Question.Lookup asked) -> {
                return lookup(asked);
            }
            case Heard.Closed _ -> {
                return false;
            }
            case Heard.Malformed(String why) -> {
                broken("malformed-question", why);
                return false;
            }
        }
    }

    private boolean access(Question.Access asked) throws IOException {
        Optional<Caller> caller = callers.of(asked);
        if (caller.isEmpty()) {
            // A message of this machine, or of a client without an address of the network.
            return tell(Answers.goOn(Dialect.ACCESS));
        }
        return judge(Dialect.ACCESS, caller.get(), asked.attribute("instance").orElse(""));
    }

    private boolean lookup(Question.Lookup asked) throws IOException {
        if (!asked.map().equals(SendmailKey.MAP)) {
            return misunderstood("there is no such map, only " + SendmailKey.MAP);
        }
        Optional<SendmailKey> key = SendmailKey.parse(asked.key());
        if (key.isEmpty()) {
            boolean other =
                    SendmailKey.version(asked.key())
                            .filter(it -> !it.equals(SendmailKey.VERSION))
                            .isPresent();
            return misunderstood(
                    other
                            ? "Sendmail's blocklist.m4 is of another version than this Postern, which"
                                    + " has "
                                    + SendmailKey.VERSION
                                    + ": take dist/sendmail/blocklist.m4 of this Postern, make"
                                    + " sendmail.cf and restart Sendmail"
                            : "the key is not one of dist/sendmail/blocklist.m4");
        }
        Optional<Caller> caller = callers.of(key.get());
        return caller.isEmpty()
                ? tell(Answers.goOn(Dialect.SOCKETMAP))
                : judge(Dialect.SOCKETMAP, caller.get(), "");
    }

    private boolean misunderstood(String why) throws IOException {
        parts.watcher().saw(new ServiceEvent.OtherVersion(connection.peer(), why));
        return tell(Answers.misunderstood(why));
    }

    private boolean judge(Dialect dialect, Caller caller, String message) throws IOException {
        Answer unjudged =
                Answers.unjudged(dialect, parts.direction().get().orElse(settings.fail()));
        Optional<Verdict> verdict = turn.ask(caller, unjudged);
        return verdict.isEmpty() || tell(answer(dialect, caller, verdict.get(), message));
    }

    private Answer answer(Dialect dialect, Caller caller, Verdict verdict, String message) {
        return switch (verdict.decision()) {
            case ALLOW, PASS -> Answers.goOn(dialect);
            case TAG -> {
                if (!message.isEmpty() && message.equals(tagged)) {
                    yield Answers.goOn(dialect);
                }
                tagged = message;
                yield Answers.tag(dialect, verdict);
            }
            case DEFER, REJECT -> {
                String id = parts.ids().get();
                Refusal refusal = Refusal.of(verdict, caller, settings.page(), id).orElseThrow();
                parts.watcher().saw(new ServiceEvent.Refused(id, caller, verdict, refusal));
                yield Answers.refuse(dialect, refusal);
            }
        };
    }

    private boolean tell(Answer answer) throws IOException {
        connection.write(answer.octets());
        return true;
    }

    private void broken(String reason, String why) {
        parts.watcher().saw(new ServiceEvent.Broken(connection.peer(), reason, why));
    }
}
