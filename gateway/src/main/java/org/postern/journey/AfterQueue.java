package org.postern.journey;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.postern.mail.address.Address;
import org.postern.mail.address.ReversePath;
import org.postern.mail.address.Unreadable;
import org.postern.mail.trace.Received;
import org.postern.mail.trace.TraceFields;

/// What becomes of rulings where a mail server has the message in its queue already. A refusal would become a bounce,
/// perhaps to a stranger (promise 5); and what is put off again and again becomes one when the server gives up.
final class AfterQueue {
    /// A wrong setting of the server makes all mail a loop.
    private static final String NEVER_DROPPED = "loop";

    private static final String UNREADABLE = "unreadable-address";

    /// How long the server may try again what could not be looked at. It gives up after days.
    static final Duration PATIENCE = Duration.ofHours(4);

    private AfterQueue() {}

    static List<Ruled> soften(List<Ruled> rulings, Arrival arrival, Content content) {
        Neighbour.Refusals refusals = arrival.neighbour().refusals();
        if (refusals == Neighbour.Refusals.SAID) {
            return rulings;
        }
        boolean late =
                rulings.stream().anyMatch(it -> it.ruling() instanceof Ruling.PutOff)
                        && isLate(arrival, content);
        UnaryOperator<Ruled> softened = it -> known(soften(it, refusals, late), arrival.envelope());
        return rulings.stream().map(softened).toList();
    }

    /// What nobody can send on is kept for somebody to look at; refused, it would be a bounce in the end.
    private static Ruled known(Ruled ruled, Envelope envelope) {
        boolean unreadable =
                Unreadable.is(ruled.recipient())
                        || envelope.sender() instanceof ReversePath.Mailbox(Address sender)
                                && Unreadable.is(sender);
        return unreadable && ruled.ruling() instanceof Ruling.Deliver
                ? instead(ruled, new Ruling.Hold(UNREADABLE), "held, as an address cannot be read")
                : ruled;
    }

    private static Ruled soften(Ruled ruled, Neighbour.Refusals refusals, boolean late) {
        return switch (ruled.ruling()) {
            case Ruling.Refuse(var reply, var reason)
                    when refusals == Neighbour.Refusals.DISCARDED
                            && !reason.equals(NEVER_DROPPED) ->
                    instead(
                            ruled,
                            new Ruling.Discard(reason),
                            "dropped instead of refused with " + reply);
            case Ruling.Refuse(var reply, var reason) ->
                    instead(
                            ruled,
                            new Ruling.Hold(reason),
                            "held instead of refused with " + reply);
            case Ruling.PutOff(var reply, var reason) when late ->
                    instead(
                            ruled,
                            new Ruling.Hold(reason),
                            "held after %d hours instead of put off with %s"
                                    .formatted(PATIENCE.toHours(), reply));
            case Ruling.Deliver _, Ruling.Hold _, Ruling.PutOff _, Ruling.Discard _ -> ruled;
        };
    }

    private static Ruled instead(Ruled ruled, Ruling ruling, String because) {
        var trace = new ArrayList<>(ruled.trace());
        trace.add("behind a queue: " + because);
        return new Ruled(ruled.recipient(), ruling, trace);
    }

    /// The newest trace field is the server's own, and says when it took the message.
    private static boolean isLate(Arrival arrival, Content content) {
        Optional<Instant> taken =
                TraceFields.read(content.octets(), 1).stream().findFirst().flatMap(Received::at);
        return taken.map(it -> it.plus(PATIENCE).isBefore(arrival.clock().at())).orElse(false);
    }
}
