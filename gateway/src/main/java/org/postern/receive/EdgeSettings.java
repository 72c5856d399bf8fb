package org.postern.receive;

import static org.postern.settings.Parse.duration;
import static org.postern.settings.Parse.integer;

import java.time.Duration;
import java.util.List;
import org.postern.connect.ClientLimits;
import org.postern.mail.smtp.ContentLimits;
import org.postern.mail.smtp.ConversationLimits;
import org.postern.settings.ByteSize;
import org.postern.settings.Listen;
import org.postern.settings.Settings;

/// Settings of the edge. Every limit is finite; there is no "unlimited".
///
/// @param listen addresses to listen on
/// @param room where received content may rest
public record EdgeSettings(
        List<Listen> listen,
        ClientLimits clients,
        ConversationLimits conversation,
        ContentLimits content,
        Times times,
        ContentSpool.Room room,
        Spokesmen spokesmen) {

    private static final ConversationLimits STANDARD = ConversationLimits.DEFAULTS;

    public EdgeSettings {
        listen = List.copyOf(listen);
    }

    /// How long a client may take.
    ///
    /// @param greetPause wait before the greeting, in which a client that does not wait shows itself
    /// @param command longest wait for one whole command
    /// @param data longest wait for more octets of a message; RFC 5321 §4.5.3.2.5 asks for 3 minutes
    /// @param slowest octets a second that a message must bring on average, once [#GRACE] is over
    /// @param transaction from MAIL to the end of the message
    /// @param session of a connection altogether
    /// @param write longest wait for a client to take a reply
    /// @param handshake of TLS
    /// @param drain for running transactions when the server stops
    public record Times(
            Duration greetPause,
            Duration command,
            Duration data,
            ByteSize slowest,
            Duration transaction,
            Duration session,
            Duration write,
            Duration handshake,
            Duration drain) {
        /// A transfer is measured only after this time, or the time for one wait if that is shorter.
        static final Duration GRACE = Duration.ofSeconds(30);

        /// The same for a client that is greeted at once.
        Times withoutPause() {
            return new Times(
                    Duration.ZERO,
                    command,
                    data,
                    slowest,
                    transaction,
                    session,
                    write,
                    handshake,
                    drain);
        }

        Duration grace() {
            return data.compareTo(GRACE) < 0 ? data : GRACE;
        }
    }

    /// @param privileged whether port 25 can be bound
    public static EdgeSettings from(Settings s, boolean privileged) {
        var maxMessage =
                s.get(
                        "edge.max-message",
                        ByteSize.parse("50MiB"),
                        ByteSize.between("64KiB", "1GiB"),
                        "Largest message taken, as announced by SIZE.");
        return new EdgeSettings(
                s.list(
                        "edge.listen",
                        List.of(new Listen("*", privileged ? 25 : 2525)),
                        Listen::parse,
                        "Addresses to listen on; port 0 takes any free one. The port is 2525 where 25"
                                + " may not be bound."),
                clients(s),
                conversation(s, maxMessage.octets()),
                ContentLimits.of(maxMessage.octets()),
                times(s),
                room(s, maxMessage),
                Spokesmen.from(s));
    }

    private static ClientLimits clients(Settings s) {
        return new ClientLimits(
                s.get(
                        "edge.max-connections",
                        5000,
                        integer(1, 100_000),
                        "Connections at one time. Lowered at start where the system allows too few"
                                + " open files."),
                s.get(
                        "edge.max-connections-per-client",
                        50,
                        integer(1, 100_000),
                        "Connections at one time of one client: an IPv4 address or an IPv6 /64."
                                + " Relay networks and trusted relays are exempt."),
                s.get(
                        "edge.connection-rate-per-client",
                        600,
                        integer(1, 1_000_000),
                        "New connections of one client in a minute. Relay networks and trusted"
                                + " relays are exempt."),
                s.get(
                        "edge.message-rate-per-client",
                        1200,
                        integer(1, 1_000_000),
                        "Messages of one client in a minute. Relay networks and trusted relays"
                                + " are exempt."),
                s.get(
                        "edge.max-unknown-recipients-per-client",
                        20,
                        integer(1, 1_000_000),
                        "Unknown recipients of one client before it is answered 421 until it has kept"
                                + " away for two minutes, unless it named more known ones. Relay"
                                + " networks and trusted relays are exempt."));
    }

    private static ConversationLimits conversation(Settings s, long maxMessage) {
        return new ConversationLimits(
                STANDARD.commandLine(),
                s.get(
                        "edge.max-recipients",
                        STANDARD.recipients(),
                        integer(100, 50_000),
                        "Recipients of one transaction; RFC 5321 asks for at least 100."),
                STANDARD.overshoot(),
                STANDARD.commands(),
                s.get(
                        "edge.max-messages-per-connection",
                        STANDARD.messages(),
                        integer(1, 1_000_000),
                        "Messages on one connection."),
                s.get(
                        "edge.max-errors",
                        STANDARD.errors(),
                        integer(1, 10_000),
                        "Permanent refusals on one connection since its last accepted message."),
                STANDARD.junk(),
                maxMessage);
    }

    private static Times times(Settings s) {
        return new Times(
                s.get(
                        "edge.greet-pause",
                        Duration.ZERO,
                        duration("0ms", "30s"),
                        "Wait before the greeting; a client that speaks in it is refused."),
                s.get(
                        "edge.command-timeout",
                        Duration.ofMinutes(5),
                        duration("1s", "1h"),
                        "Longest wait for one whole command."),
                s.get(
                        "edge.data-timeout",
                        Duration.ofMinutes(3),
                        duration("1s", "1h"),
                        "Longest wait for more of a message."),
                s.get(
                        "edge.min-data-rate",
                        new ByteSize(512),
                        ByteSize.between("1B", "1GiB"),
                        "Octets a second that a message must bring on average, after 30 seconds."),
                s.get(
                        "edge.transaction-timeout",
                        Duration.ofHours(1),
                        duration("1s", "1d"),
                        "Longest time from MAIL to the end of the message."),
                s.get(
                        "edge.session-timeout",
                        Duration.ofHours(2),
                        duration("1s", "7d"),
                        "Longest time of one connection."),
                s.get(
                        "edge.write-timeout",
                        Duration.ofSeconds(30),
                        duration("1s", "1h"),
                        "Longest wait for a client to take a reply."),
                s.get(
                        "edge.handshake-timeout",
                        Duration.ofSeconds(20),
                        duration("1s", "5m"),
                        "Longest time for a TLS handshake."),
                s.get(
                        "edge.drain-timeout",
                        Duration.ofSeconds(30),
                        duration("0s", "10m"),
                        "Time for running transactions when Postern stops."));
    }

    private static ContentSpool.Room room(Settings s, ByteSize maxMessage) {
        return new ContentSpool.Room(
                s.get(
                        "edge.message-in-memory",
                        ByteSize.parse("256KiB"),
                        ByteSize.between("4KiB", "16MiB"),
                        "A message up to this size rests in memory, a larger one in a temporary"
                                + " file."),
                s.get(
                        "edge.messages-in-memory",
                        ByteSize.parse("64MiB"),
                        ByteSize.between("1MiB", "64GiB"),
                        "Memory for all messages that rest there; others go to temporary files"
                                + " meanwhile. What is read back for the queue has a quarter of that"
                                + " to itself."),
                s.get(
                        "edge.messages-in-flight",
                        ByteSize.parse("4GiB"),
                        ByteSize.between("1MiB", "1TiB"),
                        "Octets of all messages that are being received or handed on. Beyond it"
                                + " clients are told to try later. What is read back for the queue"
                                + " has as much to itself."),
                atLeast(
                        maxMessage,
                        s.get(
                                "edge.messages-in-flight-per-client",
                                ByteSize.parse("512MiB"),
                                ByteSize.between("64KiB", "1TiB"),
                                "The same of one client: an IPv4 address or an IPv6 /64; never less"
                                        + " than the largest message. Relay networks are exempt.")),
                s.get(
                        "edge.disk-reserve",
                        ByteSize.parse("512MiB"),
                        ByteSize.between("0B", "1TiB"),
                        "Free space in the data directory below which clients are told to try"
                                + " later."));
    }

    private static ByteSize atLeast(ByteSize least, ByteSize wanted) {
        return wanted.octets() < least.octets() ? least : wanted;
    }
}
