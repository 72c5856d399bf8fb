package org.postern.app;

import org.postern.journal.Event;
import org.postern.journal.Journal;
import org.postern.journey.NextHop;
import org.postern.mail.smtp.Reply;
import org.postern.quarantine.HeldCopy;
import org.postern.quarantine.Quarantine;

/// Tells the journal, in its words, what people did with held messages.
///
/// @param journal where it is told
record QuarantineEvents(Journal journal) implements Quarantine.Chronicle {
    @Override
    public void released(HeldCopy copy, String by, NextHop nextHop, Reply reply) {
        journal.record(
                new Event.HeldReleased(
                        journal.stamp(),
                        copy.message(),
                        by,
                        copy.recipients(),
                        nextHop.toString(),
                        reply));
    }

    @Override
    public void deleted(HeldCopy copy, String by) {
        journal.record(new Event.HeldDeleted(journal.stamp(), copy.message(), by));
    }
}
