package org.postern.app;

import java.util.List;
import org.postern.journal.Event;
import org.postern.journal.Journal;
import org.postern.journey.Dossier.Fate;
import org.postern.queue.Queue;
import org.postern.queue.QueuedMail;

/// Tells the journal, in its words, what happens to queued mail.
///
/// @param journal where it is told
record QueueEvents(Journal journal) implements Queue.Chronicle {
    @Override
    public void attempted(QueuedMail mail, List<Fate> fates) {
        journal.record(
                new Event.Attempted(
                        journal.stamp(),
                        mail.message(),
                        mail.standing().attempts(),
                        mail.nextHop(),
                        fates));
    }

    @Override
    public void setAside(QueuedMail mail, String why) {
        journal.record(
                new Event.Alarm(
                        journal.stamp(), "queue-set-aside", mail.message() + " waits: " + why));
    }
}
