package org.postern.app;

import org.postern.journal.Event;
import org.postern.journal.Journal;
import org.postern.journey.Client;
import org.postern.journey.MailId;
import org.postern.mail.address.Address;
import org.postern.mail.smtp.Reply;
import org.postern.milter.MilterEvent;
import org.postern.milter.Watcher;

/// Tells the journal, in its words, what the milter door saw.
///
/// @param journal where it is told
record MilterEvents(Journal journal) implements Watcher {
    @Override
    public void saw(MilterEvent event) {
        switch (event) {
            case MilterEvent.TurnedAway(String peer, String reason) ->
                    journal.record(new Event.ClientRefused(journal.stamp(), peer, reason));
            case MilterEvent.Broken(String peer, String reason, String detail) ->
                    journal.record(new Event.SessionFailed(journal.stamp(), peer, reason, detail));
            case MilterEvent.NotTaken notTaken -> notTaken(notTaken);
            case MilterEvent.Refused refused ->
                    journal.record(
                            new Event.RecipientRefused(
                                    journal.stamp(),
                                    refused.id(),
                                    refused.client().ip(),
                                    refused.client().hello(),
                                    refused.sender(),
                                    refused.recipient(),
                                    refused.reply(),
                                    refused.reason()));
            case MilterEvent.PassedBefore(MailId id, Client client, var queueId) ->
                    journal.record(
                            new Event.PassedBefore(
                                    journal.stamp(), id, client.ip(), queueId.orElse("")));
        }
    }

    /// Told once for each recipient, so that each finds it.
    private void notTaken(MilterEvent.NotTaken notTaken) {
        MailId id = notTaken.id();
        Client client = notTaken.client();
        Reply reply = notTaken.reply();
        String sender = notTaken.envelope().sender().toString();
        for (Address recipient : notTaken.envelope().recipients()) {
            journal.record(
                    new Event.RecipientRefused(
                            journal.stamp(),
                            id,
                            client.ip(),
                            client.hello(),
                            sender.isEmpty() ? "<>" : sender,
                            recipient.toString(),
                            reply,
                            notTaken.reason()));
        }
    }
}
