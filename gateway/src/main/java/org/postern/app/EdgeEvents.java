package org.postern.app;

import java.net.InetSocketAddress;
import java.util.Optional;
import org.postern.journal.Event;
import org.postern.journal.Journal;
import org.postern.mail.address.Address;
import org.postern.mail.smtp.Reply;
import org.postern.receive.EdgeEvent;
import org.postern.receive.Watcher;

/// Tells the journal, in its words, what the edge saw.
///
/// @param journal where it is told
record EdgeEvents(Journal journal) implements Watcher {
    @Override
    public void saw(EdgeEvent event) {
        switch (event) {
            case EdgeEvent.TurnedAway(_, InetSocketAddress peer, String reason) ->
                    journal.record(new Event.ClientRefused(journal.stamp(), ip(peer), reason));
            case EdgeEvent.SenderRefused refused ->
                    journal.record(
                            new Event.RecipientRefused(
                                    journal.stamp(),
                                    refused.id(),
                                    refused.client().ip(),
                                    refused.client().hello(),
                                    path(refused.sender().toString()),
                                    "",
                                    refused.reply(),
                                    refused.reason()));
            case EdgeEvent.RecipientRefused refused ->
                    journal.record(
                            new Event.RecipientRefused(
                                    journal.stamp(),
                                    refused.id(),
                                    refused.client().ip(),
                                    refused.client().hello(),
                                    path(refused.sender().toString()),
                                    refused.recipient().toString(),
                                    refused.reply(),
                                    refused.reason()));
            case EdgeEvent.NotTaken notTaken -> notTaken(notTaken);
            case EdgeEvent.Dropped(_, InetSocketAddress peer, String reason) ->
                    journal.record(new Event.SessionFailed(journal.stamp(), ip(peer), reason, ""));
            case EdgeEvent.LoginTried tried ->
                    journal.record(
                            new Event.LoginTried(
                                    journal.stamp(),
                                    ip(tried.peer()),
                                    tried.login(),
                                    tried.mechanism(),
                                    tried.outcome()));
            case EdgeEvent.Accepting(
                            _,
                            InetSocketAddress listener,
                            boolean works,
                            String detail) -> {
                if (!works) {
                    journal.alarm("edge-not-accepting", listener + ": " + detail);
                }
            }
            case EdgeEvent.CertificateLoaded _ -> {
                // Said by `doctor`; nothing is wrong.
            }
            case EdgeEvent.CertificateUnusable(_, String detail) ->
                    journal.alarm("certificate-unusable", detail);
        }
    }

    /// A message that was cut off is told once for each recipient, so that each finds it.
    private void notTaken(EdgeEvent.NotTaken notTaken) {
        Optional<Reply> said = notTaken.reply();
        Reply reply = said.orElse(NO_REPLY);
        for (Address recipient : notTaken.envelope().recipients()) {
            journal.record(
                    new Event.RecipientRefused(
                            journal.stamp(),
                            notTaken.id(),
                            notTaken.client().ip(),
                            notTaken.client().hello(),
                            path(notTaken.envelope().sender().toString()),
                            recipient.toString(),
                            reply,
                            notTaken.reason()));
        }
    }

    /// What stands for the reply where the client was gone before one could be given.
    private static final Reply NO_REPLY = Reply.of(421, "4.4.2", "(the client was gone)");

    private static String path(String sender) {
        return sender.isEmpty() ? "<>" : sender;
    }

    private static String ip(InetSocketAddress peer) {
        return org.postern.journey.Client.numeric(peer);
    }
}
