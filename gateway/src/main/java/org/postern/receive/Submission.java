package org.postern.receive;

import java.time.Duration;
import java.util.List;
import org.postern.connect.LoginLimits;
import org.postern.settings.Listen;
import org.postern.settings.Parse;
import org.postern.settings.Settings;

/// Where our people hand in their mail, and who they are. Off unless an address is named.
///
/// @param listen with STARTTLS, as a rule port 587
/// @param tlsListen with TLS from the first octet, as a rule port 465
public record Submission(
        List<Listen> listen, List<Listen> tlsListen, LoginLimits limits, Logins logins) {
    public Submission {
        listen = List.copyOf(listen);
        tlsListen = List.copyOf(tlsListen);
    }

    /// Nobody can hand in anything.
    public static final Submission OFF =
            new Submission(
                    List.of(),
                    List.of(),
                    new LoginLimits(1, 1, 1, Duration.ZERO, Duration.ZERO, Duration.ZERO),
                    Logins.NONE);

    public static Submission from(Settings s) {
        return new Submission(
                s.list(
                        "submission.listen",
                        List.of(),
                        Listen::parse,
                        "Addresses where people who log in hand in mail, with STARTTLS; as a rule"
                                + " \"*:587\". Empty: nowhere."),
                s.list(
                        "submission.tls-listen",
                        List.of(),
                        Listen::parse,
                        "The same with TLS from the first octet; as a rule \"*:465\". Empty:"
                                + " nowhere."),
                limits(s),
                Logins.NONE);
    }

    private static LoginLimits limits(Settings s) {
        return new LoginLimits(
                s.get(
                        "submission.login-failures",
                        10,
                        Parse.integer(1, 10_000),
                        "Wrong passwords of one login from one client before it is locked for that"
                                + " client."),
                s.get(
                        "submission.login-failures-per-client",
                        100,
                        Parse.integer(1, 100_000),
                        "Wrong passwords of one client, for whatever logins, before it may try none"
                                + " any more."),
                s.get(
                        "submission.login-failures-per-login",
                        100,
                        Parse.integer(1, 100_000),
                        "Wrong passwords of one login from everywhere before only clients that"
                                + " logged in as it in the last 30 days may try it."),
                s.get(
                        "submission.login-lockout",
                        Duration.ofMinutes(15),
                        Parse.duration("1s", "1d"),
                        "How long after the last wrong password such a lock lasts."),
                s.get(
                        "submission.login-pause",
                        Duration.ofSeconds(1),
                        Parse.duration("0s", "10s"),
                        "Wait before a wrong password is answered; each further one doubles it."),
                s.get(
                        "submission.login-longest-pause",
                        Duration.ofSeconds(8),
                        Parse.duration("0s", "1m"),
                        "Where that doubling ends."));
    }

    /// The same with people in it.
    public Submission with(Logins other) {
        return new Submission(listen, tlsListen, limits, other);
    }
}
