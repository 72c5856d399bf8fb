package org.postern.receive;

import java.net.InetAddress;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.postern.journey.Neighbour;
import org.postern.mail.smtp.ContentLimits;
import org.postern.mail.smtp.ConversationLimits;
import org.postern.settings.ByteSize;
import org.postern.settings.Destination;
import org.postern.settings.Listen;
import org.postern.settings.Network;
import org.postern.settings.Parse;
import org.postern.settings.Settings;

/// The filter beside a mail server: where that hands mail over to be looked at, and where it takes it back. Off unless
/// an address is named.
///
/// @param reinjection where the mail server takes back what it handed over
/// @param peers who may hand mail over; what they say of clients is believed
/// @param refused what becomes of mail behind a queue that would be refused before it
/// @param maxMessage largest message taken; large, so that the mail server's own limit is the one that counts
public record FilterSettings(
        List<Place> places,
        Destination reinjection,
        List<Network> peers,
        Refused refused,
        ByteSize maxMessage) {
    /// A line of 2,048 octets that Postfix took may come with all of it quoted, and once more as the original recipient in
    /// which each octet takes three.
    private static final int MOST_LINE = 16_384;

    private static final int MOST_RECIPIENTS = 50_000;
    private static final int MOST_COMMANDS = 10_000_000;
    private static final int MOST_MESSAGES = 1_000_000;

    private static final Destination REINJECTION = new Destination("127.0.0.1", 10_026);

    /// Nobody has mail looked at.
    public static final FilterSettings OFF =
            new FilterSettings(
                    List.of(), REINJECTION, List.of(), Refused.HOLD, ByteSize.parse("1GiB"));

    public FilterSettings {
        places = List.copyOf(places);
        peers = List.copyOf(peers);
    }

    /// What becomes of mail behind a queue that would be refused before it.
    public enum Refused {
        HOLD(Neighbour.Refusals.HELD),
        DISCARD(Neighbour.Refusals.DISCARDED);

        private final Neighbour.Refusals refusals;

        Refused(Neighbour.Refusals refusals) {
            this.refusals = refusals;
        }
    }

    /// One address to listen on, written `127.0.0.1:10025 before-queue submitted`.
    ///
    /// @param beforeQueue whether the mail server asks before it takes the mail
    /// @param submitted whether our people handed the mail in
    public record Place(Listen where, boolean beforeQueue, boolean submitted) {
        private static final Set<String> WORDS = Set.of("before-queue", "after-queue", "submitted");

        /// @throws IllegalArgumentException with what to write instead
        static Place parse(String text) {
            List<String> words = List.of(text.strip().split(" +", -1));
            var said = new HashSet<String>();
            for (String word : words.subList(1, words.size())) {
                if (!WORDS.contains(word) || !said.add(word)) {
                    throw new IllegalArgumentException(
                            "behind the address write before-queue or after-queue, and submitted"
                                    + " where it is mail of your people");
                }
            }
            if (said.contains("before-queue") && said.contains("after-queue")) {
                throw new IllegalArgumentException(
                        "mail is looked at before or after the queue, not both");
            }
            return new Place(
                    Listen.parse(words.getFirst()),
                    said.contains("before-queue"),
                    said.contains("submitted"));
        }

        Role role() {
            if (beforeQueue) {
                return submitted ? Role.FILTER_SUBMITTED_BEFORE_QUEUE : Role.FILTER_BEFORE_QUEUE;
            }
            return submitted ? Role.FILTER_SUBMITTED_AFTER_QUEUE : Role.FILTER_AFTER_QUEUE;
        }

        @Override
        public String toString() {
            return where
                    + (beforeQueue ? " before-queue" : " after-queue")
                    + (submitted ? " submitted" : "");
        }
    }

    public static FilterSettings from(Settings s) {
        List<Place> places =
                s.list(
                        "filter.listen",
                        List.of(),
                        Place::parse,
                        "Addresses where a mail server beside Postern has mail looked at, as a rule"
                                + " \"127.0.0.1:10025 before-queue\". Behind the address stands"
                                + " before-queue (smtpd_proxy_filter) or after-queue (content_filter,"
                                + " where nothing is ever refused), which is assumed; and submitted"
                                + " for mail that your people handed in. Empty: nowhere.");
        Destination reinjection =
                s.get(
                        "filter.reinjection",
                        REINJECTION,
                        Destination::parse,
                        "Where that mail server takes back what it handed over, without having it"
                                + " looked at again.");
        List<Network> peers =
                s.list(
                        "filter.peers",
                        List.of(Network.parse("127.0.0.0/8"), Network.parse("::1/128")),
                        Network::parse,
                        "Networks of mail servers that may hand mail over to be looked at. What they"
                                + " say of clients (XFORWARD) is believed.");
        Refused refused =
                s.get(
                        "filter.refused",
                        Refused.HOLD,
                        Parse.oneOf(Refused.class),
                        "What becomes of mail after the queue that policy refuses, as a refusal would"
                                + " be a bounce to a stranger: hold keeps it for somebody to decide,"
                                + " discard drops it, on record. Loops, which a wrong setting makes of"
                                + " all mail, and what our people submitted are always held.");
        ByteSize maxMessage =
                s.get(
                        "filter.max-message",
                        OFF.maxMessage(),
                        ByteSize.between("64KiB", "1GiB"),
                        "Largest message taken to be looked at. It is for the mail server to have a"
                                + " smaller limit.");
        return new FilterSettings(places, reinjection, peers, refused, maxMessage);
    }

    /// What becomes of refusals where a listener is. What our people handed in is never dropped: nobody would tell them.
    Neighbour.Refusals refusals(Role role) {
        if (role.mayRefuse()) {
            return Neighbour.Refusals.SAID;
        }
        return role.isSubmitted() ? Neighbour.Refusals.HELD : refused.refusals;
    }

    boolean isPeer(InetAddress address) {
        return peers.stream().anyMatch(it -> it.contains(address));
    }

    /// The edge's settings as they hold for a mail server beside us: it sends what it took from everybody, so nothing is
    /// counted against it.
    EdgeSettings over(EdgeSettings edge) {
        var conversation = edge.conversation();
        var times = edge.times();
        return new EdgeSettings(
                List.of(),
                edge.clients(),
                new ConversationLimits(
                        MOST_LINE,
                        MOST_RECIPIENTS,
                        conversation.overshoot(),
                        MOST_COMMANDS,
                        MOST_MESSAGES,
                        MOST_RECIPIENTS,
                        MOST_RECIPIENTS,
                        maxMessage.octets()),
                new ContentLimits(
                        maxMessage.octets(), (int) maxMessage.octets(), maxMessage.octets()),
                times.withoutPause(),
                edge.room(),
                new Spokesmen(List.of(), edge.spokesmen().tellers()));
    }
}
