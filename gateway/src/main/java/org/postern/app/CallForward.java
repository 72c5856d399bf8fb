package org.postern.app;

import java.time.Duration;
import java.util.Optional;
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

    @Override
    public Answer ask(Address address) throws InterruptedException {
        Optional<NextHop> nextHop = directory.nextHop(address.domain());
        if (nextHop.isEmpty()) {
            return new Answer.None("has no next hop to ask");
        }
        return switch (delivery.ask(nextHop.get(), sender.of(address), address, LIMIT)) {
            case HandOver.Accepted _ -> Answer.Clear.KNOWN;
            case HandOver.Declined(Reply reply) ->
                    isUnknown(reply)
                            ? Answer.Clear.UNKNOWN
                            : new Answer.None("had no clear answer: " + reply);
            case HandOver.Failed(String detail) -> new Answer.None("had no answer: " + detail);
            case HandOver.InDoubt(String detail) -> new Answer.None("had no answer: " + detail);
            case HandOver.Mixed _, HandOver.Parted _ ->
                    throw new IllegalStateException("one recipient cannot be parted");
        };
    }

    /// A refusal for reasons of policy (5.7.x) says nothing of who exists.
    private static boolean isUnknown(Reply reply) {
        return reply.isPermanent() && !reply.enhanced().startsWith("5.7.");
    }
}
