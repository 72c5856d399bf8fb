package org.postern.blocklist.service;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.postern.listen.Connection;
import org.postern.listen.Place;
import org.postern.listen.SocketFile;
import org.postern.mail.delegation.QuestionLimits;
import org.postern.settings.Network;
import org.postern.settings.Parse;
import org.postern.settings.Settings;

/// Settings of the service that mail servers ask about clients.
///
/// @param peers who may ask by the network
/// @param certificates fingerprints of client certificates whose owners are not judged, in lower case
/// @param answer longest time for an answer; then the direction of failure is the answer
/// @param page for people who are turned away; empty for none
public record ServiceSettings(
        List<Place> listen,
        List<Network> peers,
        SocketFile socket,
        Set<String> certificates,
        int maxConnections,
        Connection.Times times,
        Duration answer,
        FailDirection fail,
        String page,
        QuestionLimits limits) {
    /// What an answer may take beyond the tests.
    private static final Duration GRACE = Duration.ofMillis(50);

    public ServiceSettings {
        listen = List.copyOf(listen);
        peers = List.copyOf(peers);
        certificates = Set.copyOf(certificates);
    }

    /// What mail servers are told where the engine does not answer.
    public enum FailDirection {
        /// The client goes on; later stages look at its mail.
        PASS,
        /// The client may come back later.
        TEMPFAIL
    }

    /// @param patience time for all tests of one client
    public static ServiceSettings from(Settings s, Duration patience) {
        return new ServiceSettings(
                s.list(
                        "blocklist.listen",
                        List.of(Place.parse("127.0.0.1:4466")),
                        Place::parse,
                        "Where Postfix and Sendmail ask about clients: addresses with ports, or"
                                + " \"unix:/path\" for a socket of this machine. Empty: nowhere."),
                s.list(
                        "blocklist.peers",
                        List.of(Network.parse("127.0.0.0/8"), Network.parse("::1")),
                        Network::parse,
                        "Networks of mail servers that may ask about clients."),
                new SocketFile(
                        s.get(
                                "blocklist.socket-mode",
                                new SocketFile.Mode(0660),
                                SocketFile.Mode::parse,
                                "Rights of a socket of the blocklist; who may write to it may ask."),
                        s.get(
                                "blocklist.socket-group",
                                "",
                                Parse::text,
                                "Group of such a socket, such as that of the mail server. Empty: the"
                                        + " gateway's own.")),
                Set.copyOf(
                        s.list(
                                "blocklist.client-certificates",
                                List.of(),
                                ServiceSettings::fingerprint,
                                "Fingerprints of TLS client certificates, as the mail server that asks"
                                        + " writes them. Whoever shows one of them is not judged.")),
                s.get(
                        "blocklist.max-connections",
                        10_000,
                        Parse.integer(1, 100_000),
                        "Connections of mail servers at one time; each process of a server keeps one."),
                times(s),
                patience.plus(GRACE),
                s.get(
                        "blocklist.fail",
                        FailDirection.PASS,
                        Parse.oneOf(FailDirection.class),
                        "What mail servers are told about a client that could not be judged: pass, or"
                                + " tempfail, so that it comes back later."),
                s.get(
                        "blocklist.page",
                        "",
                        ServiceSettings::page,
                        "Address of a page for people whose mail is refused because of the client,"
                                + " told in the reply; {test} and {address} in it stand for the test"
                                + " and the client. Empty: none."),
                QuestionLimits.DEFAULTS);
    }

    private static Connection.Times times(Settings s) {
        return new Connection.Times(
                s.get(
                        "blocklist.idle-timeout",
                        Duration.ofMinutes(30),
                        Parse.duration("1s", "1d"),
                        "Longest silence of a mail server that asks about clients. It connects again"
                                + " when it has to."),
                s.get(
                        "blocklist.question-timeout",
                        Duration.ofSeconds(10),
                        Parse.duration("1s", "10m"),
                        "Longest time from the first octet of a question to its last."),
                s.get(
                        "blocklist.write-timeout",
                        Duration.ofSeconds(10),
                        Parse.duration("1s", "10m"),
                        "Longest wait for a mail server to take an answer about a client."));
    }

    private static String fingerprint(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        if (!lower.matches("[0-9a-f]{2}(:?[0-9a-f]{2}){15,63}")) {
            throw new IllegalArgumentException(
                    "write pairs of hex digits with colons between them");
        }
        return lower.replace(":", "");
    }

    private static String page(String text) {
        if (!text.isEmpty() && !text.matches("https?://[!#-\\[\\]-~]{1,100}")) {
            throw new IllegalArgumentException("write an address such as https://www.example.org/");
        }
        return text;
    }
}
