package org.postern.app;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.postern.deliver.PassThrough;
import org.postern.directory.Directory;
import org.postern.journey.HandOver;
import org.postern.journey.NextHop;
import org.postern.mail.address.Address;
import org.postern.mail.smtp.Reply;
import org.postern.recipients.Answer;
import org.postern.recipients.Source;

/// Asks the next hop of a domain which addresses exist there.
record CallForward(Directory directory, PassThrough delivery, ProbeSender sender)
        implements Source {
    private static final Duration LIMIT = Duration.ofSeconds(2);
    private static final Set<Integer> NO_MAILBOX = Set.of(550, 551, 553);
    private static final Set<String> ABOUT_THE_SENDER = Set.of("5.1.7", "5.1.8");

    /// Of a server without SMTPUTF8, which cannot have a recipient that needs it (RFC 6531 §3.5).
    private static final String NO_SUCH_LETTERS = "5.6.7";

    @Override
    public Answer ask(Address address) throws InterruptedException {
        Optional<NextHop> nextHop = directory.nextHop(address.domain());
        if (nextHop.isEmpty()) {
            return new Answer.None("has no next hop to ask");
        }
        return answer(delivery.ask(nextHop.get(), sender.of(address), address, LIMIT));
    }

    /// Answers of the next hop that a domain had before are nobody's any more.
    @Override
    public String whom(Address address) {
        return directory.nextHop(address.domain()).map(NextHop::toString).orElse("");
    }

    static Answer answer(HandOver result) {
        return switch (result) {
            case HandOver.Accepted _ -> Answer.Clear.KNOWN;
            case HandOver.Declined(Reply reply, _, _) ->
                    isUnknown(reply)
                            ? Answer.Clear.UNKNOWN
                            : new Answer.None("had no clear answer: " + reply);
            case HandOver.Unfit(Reply reply, _) ->
                    reply.enhanced().equals(NO_SUCH_LETTERS)
                            ? Answer.Clear.UNKNOWN
                            : new Answer.None("cannot be asked: " + reply);
            case HandOver.Busy(String detail) -> new Answer.None("had no answer: " + detail);
            case HandOver.Failed(String detail, _) -> new Answer.None("had no answer: " + detail);
            case HandOver.InDoubt(String detail) -> new Answer.None("had no answer: " + detail);
            case HandOver.Mixed _, HandOver.Parted _ ->
                    throw new IllegalStateException("one recipient cannot be parted");
        };
    }

    /// Whether a server says that there is no such recipient: so much, or a code that RFC 5321 §4.2.3 has for mailboxes.
    /// What is said of policy (5.7.x), of the sender (5.1.7, 5.1.8) or of other troubles says nothing of who exists.
    private static boolean isUnknown(Reply reply) {
        String enhanced = reply.enhanced();
        if (!reply.isPermanent() || ABOUT_THE_SENDER.contains(enhanced)) {
            return false;
        }
        return enhanced.startsWith("5.1.")
                || NO_MAILBOX.contains(reply.code()) && !enhanced.startsWith("5.7.");
    }
}
