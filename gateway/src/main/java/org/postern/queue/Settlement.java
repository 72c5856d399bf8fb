package org.postern.queue;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.postern.mail.address.Address;
import org.postern.queue.QueueSettings.Retries;

/// What follows from one attempt for its row. Pure.
///
/// @param delivered who has it now
/// @param failed who will never get it
/// @param left who is tried again
/// @param pause until then
/// @param tellDelay whether the sender shall hear now that it is late
record Settlement(
        QueuedMail mail,
        List<Answer.Taken> delivered,
        List<Failure> failed,
        List<Answer.PutOff> left,
        Duration pause,
        boolean tellDelay) {
    /// No message is given up before it was tried so often, whatever the clock says: a clock that jumps must not empty the
    /// queue.
    static final int FEWEST_ATTEMPTS = 5;

    private static final int MOST_WORDS = 1000;

    Settlement {
        delivered = List.copyOf(delivered);
        failed = List.copyOf(failed);
        left = List.copyOf(left);
    }

    /// A recipient who will never get it.
    ///
    /// @param answer the refusal, or the last of what kept it waiting
    /// @param expired whether it waited for too long
    record Failure(Answer answer, boolean expired) {
        Address recipient() {
            return answer.recipient();
        }

        String words() {
            return expired ? "was tried for too long; at last: " + answer.words() : answer.words();
        }
    }

    /// @param triedEnough whether the next hop failed so often that this message need not be tried as often itself
    static Settlement of(
            QueuedMail mail,
            List<Answer> answers,
            boolean triedEnough,
            Retries retries,
            Backoff backoff,
            Instant now) {
        QueuedMail.Standing standing = mail.standing();
        boolean over =
                (triedEnough || standing.attempts() >= FEWEST_ATTEMPTS)
                        && !now.isBefore(standing.expiresAt());
        var delivered = new ArrayList<Answer.Taken>();
        var failed = new ArrayList<Failure>();
        var left = new ArrayList<Answer.PutOff>();
        for (Answer answer : answers) {
            switch (answer) {
                case Answer.Taken taken -> delivered.add(taken);
                case Answer.Refused refused -> failed.add(new Failure(refused, false));
                case Answer.Unfit unfit -> failed.add(new Failure(unfit, false));
                case Answer.PutOff late when over -> failed.add(new Failure(late, true));
                case Answer.PutOff later -> left.add(later);
            }
        }
        boolean late =
                retries.delayNotice().isPositive()
                        && !now.isBefore(mail.at().plus(retries.delayNotice()));
        boolean tellDelay =
                late
                        && !left.isEmpty()
                        && !standing.delayTold()
                        && mail.back() == QueuedMail.Return.SENDER;
        // A next hop that takes its recipients in lots is not kept waiting between them.
        int attempts = delivered.isEmpty() ? standing.attempts() : 1;
        return new Settlement(mail, delivered, failed, left, backoff.after(attempts), tellDelay);
    }

    List<Address> leftRecipients() {
        return left.stream().map(Answer.PutOff::recipient).toList();
    }

    /// What kept those waiting who are left, in one line that a database and a terminal take.
    String answer() {
        String words =
                left.stream()
                        .map(Answer.PutOff::words)
                        .distinct()
                        .limit(3)
                        .collect(Collectors.joining("; "));
        return words.substring(0, Math.min(words.length(), MOST_WORDS))
                .replaceAll("\\p{Cntrl}", " ");
    }
}
