package org.postern.decide;

import java.util.List;
import org.postern.journey.Envelope;
import org.postern.journey.Evidence;
import org.postern.journey.Finding;
import org.postern.journey.Finding.Kind;
import org.postern.journey.Journey;
import org.postern.journey.Ruled;
import org.postern.journey.Ruling;
import org.postern.mail.smtp.Reply;

/// The policy before there is a policy language: five fixed lines, the same for every recipient. Pure and thread-safe.
///
/// 1. a loop is refused, because delivering it would go on for ever;
/// 2. an exceeded limit is refused, because nobody can say what lies behind it;
/// 3. a test that was not done puts the message off: could not look is not clean (promise 3);
/// 4. what is ambiguous or malformed is held, because the recipient's reader may see another message than we did;
/// 5. all else is delivered.
public final class Decide implements Journey.Decision {
    /// Name and version, as dossiers keep it.
    public static final String VERSION = "fixed-1";

    private static final Reply LOOP =
            Reply.of(554, "5.4.6", "Routing loop: the message passed here before");
    private static final Reply FILTERED =
            Reply.of(
                    554,
                    "5.4.6",
                    "Passed this filter before: the listener that takes mail back from it must not"
                            + " have content_filter or smtpd_proxy_filter");
    private static final Reply LIMIT =
            Reply.of(554, "5.6.0", "The message exceeds a structural limit");
    private static final Reply NOT_DONE =
            Reply.of(451, "4.7.1", "The message could not be examined now; try again later");

    @Override
    public String version() {
        return VERSION;
    }

    @Override
    public List<Ruled> decide(Envelope envelope, Evidence evidence) {
        Line line = firstThatApplies(evidence);
        List<String> trace = List.of(VERSION + ":" + line.number() + " " + line.because());
        return envelope.recipients().stream()
                .map(to -> new Ruled(to, line.ruling(), trace))
                .toList();
    }

    private static Line firstThatApplies(Evidence evidence) {
        List<Finding> loops = evidence.findings(Kind.LOOP);
        if (!loops.isEmpty()) {
            boolean filtered = loops.stream().anyMatch(it -> it.name().equals("filtered-before"));
            Reply reply = filtered ? FILTERED : LOOP;
            return new Line(1, "refuse a loop: " + names(loops), new Ruling.Refuse(reply, "loop"));
        }
        List<Finding> limits = evidence.findings(Kind.LIMIT);
        if (!limits.isEmpty()) {
            return new Line(
                    2, "refuse past a limit: " + names(limits), new Ruling.Refuse(LIMIT, "limit"));
        }
        List<String> missing = evidence.completeness().missing();
        if (!missing.isEmpty()) {
            String because = "put off, not done: " + String.join(", ", missing);
            return new Line(3, because, new Ruling.PutOff(NOT_DONE, "not-inspected"));
        }
        List<Finding> ambiguous = evidence.findings(Kind.AMBIGUOUS);
        if (!ambiguous.isEmpty()) {
            return new Line(
                    4, "hold, ambiguous: " + names(ambiguous), new Ruling.Hold("ambiguous"));
        }
        List<Finding> malformed = evidence.findings(Kind.MALFORMED);
        if (!malformed.isEmpty()) {
            return new Line(
                    4, "hold, malformed: " + names(malformed), new Ruling.Hold("malformed"));
        }
        return new Line(5, "deliver", new Ruling.Deliver("clean"));
    }

    private static String names(List<Finding> findings) {
        return String.join(", ", findings.stream().map(Finding::name).distinct().toList());
    }

    private record Line(int number, String because, Ruling ruling) {}
}
