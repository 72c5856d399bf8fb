package org.postern.deliver;

import java.nio.file.Path;
import java.time.Duration;
import org.postern.journey.TlsUse;
import org.postern.settings.Authorities;
import org.postern.settings.Parse;
import org.postern.settings.Settings;

/// Settings of the delivery to next hops. All limits are finite.
///
/// @param tls where a route says nothing of it
/// @param trust tells which servers are the right ones
public record DeliverSettings(TlsUse tls, Authorities trust, Times times, Limits limits) {

    /// How long each phase may take. The sender waits meanwhile, so these are far below what RFC 5321 §4.5.3.2 grants a
    /// queue.
    ///
    /// @param connect to resolve a name and to reach one of all its addresses
    /// @param greeting to the greeting, and again to the answer to EHLO
    /// @param command to the answer to any other command
    /// @param block until the next hop takes one block of content
    /// @param finalDot to the answer to the final dot
    /// @param whole for everything together; the sender's final reply is due after 120 s
    public record Times(
            Duration connect,
            Duration greeting,
            Duration command,
            Duration block,
            Duration finalDot,
            Duration whole) {}

    private static final Times PATIENT =
            new Times(
                    Duration.ofSeconds(30),
                    Duration.ofMinutes(5),
                    Duration.ofMinutes(5),
                    Duration.ofMinutes(3),
                    Duration.ofMinutes(10),
                    Duration.ofHours(1));

    /// How many connections there are to one next hop, and for how long.
    ///
    /// @param connections open at once
    /// @param waiting longest wait for one of them
    /// @param idle connections kept open without work
    /// @param idleTime how long such a connection is kept
    /// @param messages sent over one connection
    /// @param pause how long a next hop that could not be reached is left alone
    /// @param avoid how long it is tried after the others of its route
    public record Limits(
            int connections,
            Duration waiting,
            int idle,
            Duration idleTime,
            int messages,
            Duration pause,
            Duration avoid) {}

    public static DeliverSettings from(Settings s) {
        return from(s, Path.of(""));
    }

    /// @param directory the data directory, from which relative paths are meant
    public static DeliverSettings from(Settings s, Path directory) {
        TlsUse tls =
                s.get(
                        "deliver.tls",
                        TlsUse.MAY,
                        Parse.oneOf(TlsUse.class),
                        "Encryption towards next hops whose route does not say: none, may (where"
                                + " offered, except to loopback addresses), require, or verify (with"
                                + " a trusted certificate for the host name).");
        Authorities trust = Authorities.from(s, "deliver.tls-trust", "verify trusts", directory);
        return new DeliverSettings(tls, trust, times(s), limits(s));
    }

    /// The same, with as much time for each step as a queue grants, where nobody waits (RFC 5321 §4.5.3.2).
    public DeliverSettings patiently() {
        return new DeliverSettings(tls, trust, PATIENT, limits);
    }

    private static Times times(Settings s) {
        return new Times(
                time(
                        s,
                        "deliver.connect-timeout",
                        "10s",
                        "Time to resolve a next hop's name and to reach one of its addresses."),
                time(
                        s,
                        "deliver.greeting-timeout",
                        "20s",
                        "Time a next hop has for its greeting, and again for its answer to EHLO."),
                time(
                        s,
                        "deliver.command-timeout",
                        "20s",
                        "Time a next hop has to answer any other command."),
                time(
                        s,
                        "deliver.block-timeout",
                        "20s",
                        "Time a next hop has to take one block (64 KiB) of a message."),
                time(
                        s,
                        "deliver.final-timeout",
                        "60s",
                        "Time a next hop has to answer the end of a message."),
                time(
                        s,
                        "deliver.deadline",
                        "90s",
                        "Time for the whole hand-over of a message while its sender waits."));
    }

    private static Limits limits(Settings s) {
        return new Limits(
                s.get(
                        "deliver.max-connections",
                        40,
                        Parse.integer(1, 1000),
                        "Connections to one next hop at once. Many mail servers take 50 from one"
                                + " address."),
                time(
                        s,
                        "deliver.connection-wait",
                        "10s",
                        "Longest wait for one of these connections."),
                s.get(
                        "deliver.max-idle",
                        20,
                        Parse.integer(0, 1000),
                        "Connections to one next hop that are kept without work."),
                time(
                        s,
                        "deliver.idle-time",
                        "10s",
                        "How long a connection without work is kept for the next message."),
                s.get(
                        "deliver.max-messages",
                        1000,
                        Parse.integer(1, 1_000_000),
                        "Messages over one connection."),
                s.get(
                        "deliver.pause",
                        Duration.ofSeconds(1),
                        Parse.duration("0s", "1m"),
                        "How long a next hop that could not be reached is left alone."),
                s.get(
                        "deliver.avoid",
                        Duration.ofMinutes(1),
                        Parse.duration("0s", "1h"),
                        "How long a server that could not be reached is tried after the others of"
                                + " its route."));
    }

    private static Duration time(Settings s, String key, String standard, String doc) {
        return s.get(key, Parse.duration(standard), Parse.duration("10ms", "110s"), doc);
    }
}
