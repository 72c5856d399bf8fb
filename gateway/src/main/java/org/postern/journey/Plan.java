package org.postern.journey;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.postern.mail.address.Address;
import org.postern.mail.smtp.Reply;

/// What will be done with a message, derived from the rulings for all its recipients. One method makes it and one reply
/// follows from it, so that "held" and "refused" cannot both happen to one recipient.
public sealed interface Plan {

    /// Nothing is committed; the client keeps the message or drops it.
    ///
    /// @param reason the reason of the ruling that decided
    record Answer(Reply reply, String reason) implements Plan {
        public Answer {
            if (reply.isPositive()) {
                throw new IllegalArgumentException("nothing was done, so not " + reply);
            }
        }
    }

    /// Handed to the next hop while the client waits; the next hop's acceptance is what makes it durable.
    record PassThrough(NextHop nextHop, List<Address> recipients) implements Plan {
        public PassThrough {
            recipients = List.copyOf(recipients);
        }
    }

    /// All outcomes in one database transaction, then 250.
    record Commit(List<Held> held, List<Queued> queued, List<Discarded> discarded) implements Plan {
        public Commit {
            held = List.copyOf(held);
            queued = List.copyOf(queued);
            discarded = List.copyOf(discarded);
        }
    }

    /// The mail server beside us keeps the message and delivers it. That is for everybody or nobody: a server asked to
    /// leave out a recipient does so only where it still knows the address as it was written, which is not so behind an
    /// alias, and whose copy is held must not get another one (promise 4).
    record GiveBack(List<Address> recipients) implements Plan {
        public GiveBack {
            recipients = List.copyOf(recipients);
        }
    }

    /// A recipient whose copy goes to quarantine.
    record Held(Address recipient, String reason) {}

    /// A recipient whose copy goes to the queue.
    record Queued(Address recipient, NextHop nextHop) {}

    /// A recipient whose copy is dropped on record.
    record Discarded(Address recipient, String reason) {}

    /// Where mail for an address goes.
    @FunctionalInterface
    interface NextHops {
        /// The next hop, or empty where nothing takes mail for the address.
        Optional<NextHop> of(Address recipient);
    }

    /// Reason for holding a recipient's copy that policy refused while other recipients go: the reply is one for all, and
    /// a later bounce would go to a stranger (promise 5).
    String REFUSED = "refused";

    /// Reason for holding a recipient's copy that the next hop refused while others go.
    String UNDELIVERABLE = "undeliverable";

    /// Derives the plan. Pure; the order of the rules is the order of the design's section 5.
    ///
    /// @param way whether the client may be kept waiting for a next hop
    static Plan of(List<Ruled> rulings, NextHops nextHops, Way way) {
        for (Ruled ruled : rulings) {
            if (ruled.ruling() instanceof Ruling.PutOff(Reply reply, String reason)) {
                return new Answer(reply, reason);
            }
        }
        if (rulings.stream().allMatch(ruled -> ruled.ruling() instanceof Ruling.Refuse)
                && rulings.getFirst().ruling()
                        instanceof Ruling.Refuse(Reply reply, String reason)) {
            return new Answer(reply, reason);
        }
        var held = new ArrayList<Held>();
        var queued = new ArrayList<Queued>();
        var discarded = new ArrayList<Discarded>();
        for (Ruled ruled : rulings) {
            Address recipient = ruled.recipient();
            switch (ruled.ruling()) {
                case Ruling.Deliver _ -> {
                    Optional<NextHop> nextHop = nextHops.of(recipient);
                    if (nextHop.isEmpty()) {
                        return NO_ROUTE;
                    }
                    queued.add(new Queued(recipient, nextHop.get()));
                }
                case Ruling.Hold(String reason) -> held.add(new Held(recipient, reason));
                case Ruling.Refuse _ -> held.add(new Held(recipient, REFUSED));
                case Ruling.Discard(String reason) ->
                        discarded.add(new Discarded(recipient, reason));
                case Ruling.PutOff _ -> throw new AssertionError("handled above");
            }
        }
        boolean all = held.isEmpty() && discarded.isEmpty();
        List<Address> recipients = queued.stream().map(Queued::recipient).toList();
        if (all && way == Way.BACK) {
            return new GiveBack(recipients);
        }
        return all && way == Way.PASS_THROUGH && sameNextHop(queued)
                ? new PassThrough(queued.getFirst().nextHop(), recipients)
                : new Commit(held, queued, discarded);
    }

    /// What follows when the next hop takes some recipients and not others, and so took none yet: who was accepted or put
    /// off is queued. Who was refused is queued too where the sender may be told, which the queue then does; else held, as
    /// the sender may be a stranger (promise 5).
    static Commit afterMixed(
            PassThrough through, Map<Address, Reply> replies, boolean senderMayBeTold) {
        var held = new ArrayList<Held>();
        var queued = new ArrayList<Queued>();
        for (Address recipient : through.recipients()) {
            Reply reply = replies.get(recipient);
            if (reply != null && reply.isPermanent() && !senderMayBeTold) {
                held.add(new Held(recipient, UNDELIVERABLE));
            } else {
                queued.add(new Queued(recipient, through.nextHop()));
            }
        }
        return new Commit(held, queued, List.of());
    }

    /// How clean mail goes on.
    enum Way {
        /// To the next hop while the client waits, where the rest allows.
        PASS_THROUGH,
        /// By the queue: the client hears 250 once it is committed.
        QUEUE,
        /// In the hands of the mail server that asks, which has it already, or back to it by the queue.
        BACK
    }

    /// The recipient was accepted, so a route existed a moment ago: the site is being changed. Never a refusal.
    Answer NO_ROUTE =
            new Answer(
                    Reply.of(451, "4.3.5", "The route to a recipient is being changed"),
                    "no-route");

    private static boolean sameNextHop(List<Queued> queued) {
        return queued.stream().allMatch(it -> it.nextHop().equals(queued.getFirst().nextHop()));
    }
}
