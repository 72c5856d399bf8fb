package org.postern.journal;

import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.postern.journey.Dossier;
import org.postern.journey.Dossier.Fate;
import org.postern.journey.MailId;
import org.postern.mail.smtp.Reply;

/// Something that happened, told once: log lines, counters, the journal and the message log all derive from it. An event
/// holds no content, no subject and no secret, but for the dossier in [Judged], which goes to journal and database only.
/// Texts of strangers are cut to a bound when an event is made.
public sealed interface Event {
    /// Longest text from outside that an event keeps, in characters.
    int MAX_TEXT = 512;

    /// Identity and origin.
    Stamp stamp();

    /// The stable word for the type.
    Kind kind();

    /// The message that the event is about.
    Optional<MailId> message();

    default MailId id() {
        return stamp().id();
    }

    default Instant at() {
        return stamp().at();
    }

    default String node() {
        return stamp().node();
    }

    /// Identity, time and origin of an event.
    ///
    /// @param id carries the time
    /// @param node name of the node where it happened
    record Stamp(MailId id, String node) {

        /// A stamp of the present moment.
        public static Stamp now(String node, InstantSource clock, RandomGenerator random) {
            return new Stamp(MailId.next(clock, random), node);
        }

        public Instant at() {
            return id.instant();
        }
    }

    /// The stable words for types of events, as files, tables and counters have them.
    enum Kind {
        JUDGED,
        CLIENT_REFUSED,
        RECIPIENT_REFUSED,
        SESSION_FAILED,
        ATTEMPTED,
        QUEUE_CHANGED,
        HELD_RELEASED,
        HELD_DELETED,
        PASSED_BEFORE,
        SITE_CHANGED,
        LOGIN_TRIED,
        LOGIN_CHANGED,
        CLIENT_TESTED,
        CLIENT_LISTS_CHANGED,
        ALARM,
        FLOOD,
        STARTED,
        STOPPED;

        private final String word = Fields.word(this);

        public String word() {
            return word;
        }

        /// Whether strangers can cause any number of these; then their number is bounded.
        public boolean floodable() {
            return this == CLIENT_REFUSED
                    || this == RECIPIENT_REFUSED
                    || this == SESSION_FAILED
                    || this == LOGIN_TRIED
                    || this == CLIENT_TESTED;
        }
    }

    /// A message came to its end at a door.
    ///
    /// @param committed whether the dossier is in the database already; the journal's record does not say so
    record Judged(Dossier dossier, boolean committed) implements Event {
        public Judged(Dossier dossier) {
            this(dossier, false);
        }

        @Override
        public Stamp stamp() {
            return new Stamp(dossier.id(), dossier.node());
        }

        @Override
        public Kind kind() {
            return Kind.JUDGED;
        }

        @Override
        public Optional<MailId> message() {
            return Optional.of(dossier.id());
        }
    }

    /// A connection was turned away before any transaction.
    ///
    /// @param peer numeric address
    /// @param reason a stable word
    record ClientRefused(Stamp stamp, String peer, String reason) implements AboutNoMessage {
        public ClientRefused {
            peer = cut(peer);
            reason = cut(reason);
        }

        @Override
        public Kind kind() {
            return Kind.CLIENT_REFUSED;
        }
    }

    /// A recipient was refused in its RCPT command.
    ///
    /// @param transaction id that a message would have had
    /// @param peer numeric address
    /// @param sender canonical reverse path, `<>` for the null one
    /// @param recipient as far as it could be read
    /// @param reason a stable word
    record RecipientRefused(
            Stamp stamp,
            MailId transaction,
            String peer,
            String hello,
            String sender,
            String recipient,
            Reply reply,
            String reason)
            implements Event {
        public RecipientRefused {
            peer = cut(peer);
            hello = cut(hello);
            sender = cut(sender);
            recipient = cut(recipient);
            reason = cut(reason);
        }

        @Override
        public Kind kind() {
            return Kind.RECIPIENT_REFUSED;
        }

        @Override
        public Optional<MailId> message() {
            return Optional.of(transaction);
        }
    }

    /// A session broke a rule of the wire, or TLS could not be agreed upon.
    ///
    /// @param peer numeric address
    /// @param reason a stable word such as `tls-handshake` or `bare-lf`
    /// @param detail one line for administrators; empty where the reason says it all
    record SessionFailed(Stamp stamp, String peer, String reason, String detail)
            implements AboutNoMessage {
        public SessionFailed {
            peer = cut(peer);
            reason = cut(reason);
            detail = cut(detail);
        }

        @Override
        public Kind kind() {
            return Kind.SESSION_FAILED;
        }
    }

    /// A queued message was tried for its remaining recipients.
    ///
    /// @param attempt 1 for the first one
    /// @param nextHop that it waited for
    /// @param fates of those recipients; whoever is tried again is [Dossier.Kind#QUEUED]
    record Attempted(Stamp stamp, MailId queued, int attempt, String nextHop, List<Fate> fates)
            implements Event {
        public Attempted {
            nextHop = cut(nextHop);
            fates =
                    fates.stream()
                            .map(it -> new Fate(cut(it.recipient()), it.kind(), cut(it.detail())))
                            .toList();
        }

        @Override
        public Kind kind() {
            return Kind.ATTEMPTED;
        }

        @Override
        public Optional<MailId> message() {
            return Optional.of(queued);
        }
    }

    /// Somebody decided about a queued message.
    ///
    /// @param what was done to it: `held`, `let go` or `deleted`
    record QueueChanged(Stamp stamp, MailId queued, String what, String by) implements Event {
        public QueueChanged {
            what = cut(what);
            by = cut(by);
        }

        @Override
        public Kind kind() {
            return Kind.QUEUE_CHANGED;
        }

        @Override
        public Optional<MailId> message() {
            return Optional.of(queued);
        }
    }

    /// A held message went on its way.
    ///
    /// @param by who released it
    /// @param nextHop host and port that took it
    /// @param reply what the next hop said
    record HeldReleased(
            Stamp stamp,
            MailId held,
            String by,
            List<String> recipients,
            String nextHop,
            Reply reply)
            implements Event {
        public HeldReleased {
            by = cut(by);
            recipients = List.copyOf(recipients);
            nextHop = cut(nextHop);
        }

        @Override
        public Kind kind() {
            return Kind.HELD_RELEASED;
        }

        @Override
        public Optional<MailId> message() {
            return Optional.of(held);
        }
    }

    /// A held message was deleted.
    ///
    /// @param by who deleted it
    record HeldDeleted(Stamp stamp, MailId held, String by) implements Event {
        public HeldDeleted {
            by = cut(by);
        }

        @Override
        public Kind kind() {
            return Kind.HELD_DELETED;
        }

        @Override
        public Optional<MailId> message() {
            return Optional.of(held);
        }
    }

    /// A message came once more from the mail server that it was given back to, and was not judged again.
    ///
    /// @param passed the message that was judged
    /// @param peer numeric address that handed it to that server
    /// @param queueId that server's name for it now; empty where it did not say
    record PassedBefore(Stamp stamp, MailId passed, String peer, String queueId) implements Event {
        public PassedBefore {
            peer = cut(peer);
            queueId = cut(queueId);
        }

        @Override
        public Kind kind() {
            return Kind.PASSED_BEFORE;
        }

        @Override
        public Optional<MailId> message() {
            return Optional.of(passed);
        }
    }

    /// A version of the site settings came into force.
    ///
    /// @param by who published it
    /// @param note why, in the author's words
    record SiteChanged(Stamp stamp, long version, String by, String note)
            implements AboutNoMessage {
        public SiteChanged {
            by = cut(by);
            note = cut(note);
        }

        @Override
        public Kind kind() {
            return Kind.SITE_CHANGED;
        }
    }

    /// Somebody tried to log in.
    ///
    /// @param peer numeric address
    /// @param login as far as it came to one
    /// @param outcome a stable word such as `accepted` or `wrong`
    record LoginTried(Stamp stamp, String peer, String login, String mechanism, String outcome)
            implements AboutNoMessage {
        public LoginTried {
            peer = cut(peer);
            login = cut(login);
            mechanism = cut(mechanism);
            outcome = cut(outcome);
        }

        @Override
        public Kind kind() {
            return Kind.LOGIN_TRIED;
        }
    }

    /// A login was added or removed, or has another password.
    ///
    /// @param by who did it
    /// @param what a stable word
    record LoginChanged(Stamp stamp, String login, String by, String what)
            implements AboutNoMessage {
        public LoginChanged {
            login = cut(login);
            by = cut(by);
            what = cut(what);
        }

        @Override
        public Kind kind() {
            return Kind.LOGIN_CHANGED;
        }
    }

    /// Something is broken and somebody should look.
    ///
    /// @param what a stable word such as `journal-force`
    /// @param detail one line for administrators
    record Alarm(Stamp stamp, String what, String detail) implements AboutNoMessage {
        public Alarm {
            what = cut(what);
            detail = cut(detail);
        }

        @Override
        public Kind kind() {
            return Kind.ALARM;
        }
    }

    /// More events of one kind came than are kept one by one.
    ///
    /// @param of the kind
    /// @param unrecorded how many were counted only
    record Flood(Stamp stamp, Kind of, long unrecorded) implements AboutNoMessage {
        @Override
        public Kind kind() {
            return Kind.FLOOD;
        }
    }

    /// A node began to take mail.
    record Started(Stamp stamp, String version) implements AboutNoMessage {
        @Override
        public Kind kind() {
            return Kind.STARTED;
        }
    }

    /// A node stopped on request.
    record Stopped(Stamp stamp, String version) implements AboutNoMessage {
        @Override
        public Kind kind() {
            return Kind.STOPPED;
        }
    }

    /// An event that belongs to no message.
    sealed interface AboutNoMessage extends Event
            permits ClientRefused,
                    SessionFailed,
                    SiteChanged,
                    LoginTried,
                    LoginChanged,
                    ClientEvent,
                    Alarm,
                    Flood,
                    Started,
                    Stopped {
        @Override
        default Optional<MailId> message() {
            return Optional.empty();
        }
    }

    /// A text of others, no longer than an event keeps.
    static String cut(String text) {
        if (text.length() <= MAX_TEXT) {
            return text;
        }
        int end =
                Character.isHighSurrogate(text.charAt(MAX_TEXT - 2)) ? MAX_TEXT - 2 : MAX_TEXT - 1;
        return text.substring(0, end) + "…";
    }
}
