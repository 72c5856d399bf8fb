package org.postern.blocklist.service;

import java.util.stream.Collectors;
import org.postern.blocklist.Action;
import org.postern.blocklist.Refusal;
import org.postern.blocklist.Result;
import org.postern.blocklist.Verdict;
import org.postern.mail.delegation.Answer;
import org.postern.mail.delegation.Dialect;

/// Says what follows in the words of the two servers. No text ends a line or a quotation of theirs.
final class Answers {
    /// The field that names the tests of a client whose mail goes on.
    static final String FIELD = "X-Postern-Client-Tests";

    private static final int MOST_TAGS = 400;
    private static final String UNJUDGED = "Clients cannot be judged now, try again later";

    private Answers() {}

    /// The client goes on. Never more than "no opinion": a Postfix that hears OK asks nothing else, not even whether it
    /// may relay.
    static Answer goOn(Dialect dialect) {
        return switch (dialect) {
            case ACCESS -> Answer.Action.DUNNO;
            case SOCKETMAP -> Answer.Value.NOT_FOUND;
        };
    }

    static Answer refuse(Dialect dialect, Refusal refusal) {
        String enhanced = refusal.enhanced();
        String text = refusal.text();
        return switch (dialect) {
            case ACCESS ->
                    new Answer.Action(
                            (refusal.permanent() ? "REJECT " : "DEFER_IF_PERMIT ")
                                    + enhanced
                                    + " "
                                    + text);
            case SOCKETMAP ->
                    refusal.permanent() ? value("REJECT", 550, text) : value("DEFER", 450, text);
        };
    }

    /// The client goes on, and its mail says what was found.
    static Answer tag(Dialect dialect, Verdict verdict) {
        String names =
                verdict.steps().stream()
                        .filter(it -> it.result() instanceof Result.Hit)
                        .filter(it -> it.rule().action() == Action.TAG)
                        .map(it -> it.rule().test().name())
                        .collect(Collectors.joining(","));
        String bounded = Refusal.printable(names, MOST_TAGS);
        return switch (dialect) {
            case ACCESS -> new Answer.Action("PREPEND " + FIELD + ": " + bounded);
            case SOCKETMAP -> ok("TAG:" + bounded);
        };
    }

    /// There is no verdict.
    static Answer unjudged(Dialect dialect, ServiceSettings.FailDirection direction) {
        return switch (direction) {
            case PASS -> goOn(dialect);
            case TEMPFAIL ->
                    switch (dialect) {
                        case ACCESS -> new Answer.Action("DEFER_IF_PERMIT 4.3.0 " + UNJUDGED);
                        case SOCKETMAP -> value("DEFER", 450, UNJUDGED);
                    };
        };
    }

    /// The key is not of our configuration, or not of its version: the server does what it does while we are away.
    static Answer misunderstood(String why) {
        return new Answer.Value(Answer.Status.TEMP, Refusal.printable(why, Answer.MAX_TEXT));
    }

    private static Answer value(String word, int code, String text) {
        return ok(word + ":" + quoted(code + " " + text));
    }

    private static Answer ok(String value) {
        return new Answer.Value(Answer.Status.OK, value);
    }

    /// Sendmail keeps a text as it is between quotes only.
    private static String quoted(String text) {
        return '"' + text.replace('"', '\'').replace('\\', '/').replace('$', '?') + '"';
    }
}
