package org.postern.app;

import org.postern.blocklist.Caller;
import org.postern.blocklist.Refusal;
import org.postern.blocklist.service.ServiceEvent;
import org.postern.blocklist.service.Watcher;
import org.postern.journal.Event;
import org.postern.journal.Journal;
import org.postern.journey.MailId;
import org.postern.mail.smtp.Reply;

/// Tells the journal, in its words, what the service for mail servers saw.
///
/// @param journal where it is told
record BlocklistEvents(Journal journal) implements Watcher {
    private static final String ENGINE = "blocklist-engine";

    @Override
    public void saw(ServiceEvent event) {
        switch (event) {
            case ServiceEvent.TurnedAway(String peer, String reason) ->
                    journal.record(new Event.ClientRefused(journal.stamp(), peer, reason));
            case ServiceEvent.Broken(String peer, String reason, String detail) ->
                    journal.record(new Event.SessionFailed(journal.stamp(), peer, reason, detail));
            case ServiceEvent.OtherVersion(String peer, String detail) ->
                    journal.record(
                            new Event.SessionFailed(
                                    journal.stamp(), peer, "other-version", detail));
            case ServiceEvent.EngineFails(String why) ->
                    alarm("clients are not judged, and fare as blocklist.fail says: " + why);
            case ServiceEvent.EngineWorks(long questions) ->
                    alarm("clients are judged again; " + questions + " of them were not");
            case ServiceEvent.Refused refused -> refused(refused);
        }
    }

    private void alarm(String detail) {
        journal.record(new Event.Alarm(journal.stamp(), ENGINE, detail));
    }

    private void refused(ServiceEvent.Refused refused) {
        Caller caller = refused.caller();
        Refusal refusal = refused.refusal();
        String sender = caller.sender().map(Object::toString).orElse("");
        journal.record(
                new Event.RecipientRefused(
                        journal.stamp(),
                        MailId.parse(refused.id()).orElseGet(() -> journal.stamp().id()),
                        caller.address().toString(),
                        caller.hello().orElse(""),
                        sender.isEmpty() ? "<>" : sender,
                        caller.recipient().map(Object::toString).orElse(""),
                        Reply.of(
                                refusal.permanent() ? 554 : 450,
                                refusal.enhanced(),
                                refusal.text()),
                        "blocklist-" + refusal.reason()));
    }
}
