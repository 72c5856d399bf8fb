package org.postern.milter;

import java.time.Duration;
import java.util.List;
import org.postern.listen.Place;
import org.postern.listen.SocketFile;
import org.postern.mail.milter.MilterLimits;
import org.postern.settings.ByteSize;
import org.postern.settings.Destination;
import org.postern.settings.Network;
import org.postern.settings.Parse;
import org.postern.settings.Settings;

/// Settings of the milter door. Off unless an address is named.
///
/// @param peers who may connect by the network: what they say of clients is believed
/// @param handBack where the server takes mail that we held and that is to go on
/// @param submissionDaemons names of the server's daemons to which only our people hand in mail
public record MilterSettings(
        List<Place> listen,
        List<Network> peers,
        SocketFile socket,
        Destination handBack,
        List<String> submissionDaemons,
        ByteSize maxMessage,
        int maxConnections,
        Times times,
        MilterLimits limits) {
    public MilterSettings {
        listen = List.copyOf(listen);
        peers = List.copyOf(peers);
        submissionDaemons = List.copyOf(submissionDaemons);
    }

    /// How long a server may take.
    ///
    /// @param idle longest silence; a server is silent while its client is
    /// @param packet for a packet that began
    /// @param write longest wait for a server to take an answer
    /// @param progress how often a server hears that its message is being looked at
    /// @param drain for messages that are being looked at when the gateway stops
    public record Times(
            Duration idle, Duration packet, Duration write, Duration progress, Duration drain) {}

    public static MilterSettings from(Settings s) {
        return new MilterSettings(
                s.list(
                        "milter.listen",
                        List.of(),
                        Place::parse,
                        "Where Sendmail or Postfix ask by the milter protocol; as a rule"
                                + " \"127.0.0.1:3366\", or \"unix:/path\" for a socket of this machine."
                                + " Empty: nowhere."),
                s.list(
                        "milter.peers",
                        List.of(Network.parse("127.0.0.0/8"), Network.parse("::1")),
                        Network::parse,
                        "Networks of mail servers that may connect. What they say of a client is"
                                + " believed, who logged in too."),
                new SocketFile(
                        s.get(
                                "milter.socket-mode",
                                new SocketFile.Mode(0660),
                                SocketFile.Mode::parse,
                                "Rights of a milter socket; who may write to it may connect."),
                        s.get(
                                "milter.socket-group",
                                "",
                                Parse::text,
                                "Group of a milter socket. Postern must belong to it, which it does not"
                                        + " where it was started as root: the folder of the socket"
                                        + " then gives its group, if it has the setgid bit. Empty:"
                                        + " that of such a folder, else Postern's own.")),
                s.get(
                        "milter.hand-back",
                        new Destination("127.0.0.1", 10_026),
                        Destination::parse,
                        "Where the mail server takes mail that goes on from here, released or queued: as a"
                                + " rule a listener of its own without milters. One that asks again"
                                + " hears that the message was judged."),
                s.list(
                        "milter.submission-daemons",
                        List.of(),
                        Parse::text,
                        "Names ({daemon_name}) of those daemons of the mail server to which only our"
                                + " own people hand in mail. Who logged in needs no name here."),
                s.get(
                        "milter.max-message",
                        ByteSize.parse("100MiB"),
                        ByteSize.between("64KiB", "1GiB"),
                        "Largest message looked at; a larger one is refused. The mail server's own"
                                + " limit should be lower."),
                s.get(
                        "milter.max-connections",
                        200,
                        Parse.integer(1, 100_000),
                        "Connections of mail servers at one time; each message on its way through a"
                                + " server has one. A packet has 256 KiB at most; each connection"
                                + " that is in the middle of one may take 1 MiB of memory, so"
                                + " make the heap larger with this."),
                times(s),
                MilterLimits.DEFAULTS);
    }

    private static Times times(Settings s) {
        return new Times(
                s.get(
                        "milter.idle-timeout",
                        Duration.ofHours(2),
                        Parse.duration("1s", "1d"),
                        "Longest silence of a mail server. It is silent while its client is, which may"
                                + " be an hour."),
                s.get(
                        "milter.packet-timeout",
                        Duration.ofMinutes(1),
                        Parse.duration("1s", "10m"),
                        "Longest time from the first octet of a packet to its last."),
                s.get(
                        "milter.write-timeout",
                        Duration.ofMinutes(1),
                        Parse.duration("1s", "10m"),
                        "Longest wait for a mail server to take an answer."),
                s.get(
                        "milter.progress-interval",
                        Duration.ofSeconds(10),
                        Parse.duration("1s", "2m"),
                        "How often a mail server hears that its message is still being looked at; must"
                                + " be shorter than the time limit that it has for us."),
                s.get(
                        "milter.drain-timeout",
                        Duration.ofSeconds(30),
                        Parse.duration("0s", "10m"),
                        "How long messages that are being looked at may take when the gateway"
                                + " stops."));
    }
}
