package org.postern.connect;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/// Makes guessing passwords slow: each wrong one is answered later than the one before, and after a number of them the
/// login is locked for that client, and later the client for all logins. Where a login is guessed at from everywhere, only
/// clients that have logged in as it lately may go on: so its owner is not kept out from where he usually is. A client is
/// an IPv4 address or an IPv6 /64. Thread-safe.
public final class LoginThrottle {
    /// Pairs that are remembered; the one not seen for longest is forgotten first. A client adds no more of them than it
    /// may make mistakes.
    private static final int MOST_REMEMBERED = 100_000;

    /// Characters of a login that is remembered as it is.
    private static final int LONGEST_REMEMBERED = 40;

    /// Wrong passwords of everybody in a minute beyond which each is answered as late as any.
    private static final int BUSY_PER_MINUTE = 600;

    private static final Pattern BLANKS = Pattern.compile(" {2,}");

    private final LoginLimits limits;

    /// How long a client counts as one from which a login usually comes.
    private static final long USUAL_NANOS = Duration.ofDays(30).toNanos();

    private final Map<Who, Mistakes> mistakes = new Remembered<>();
    private final Map<Who, Long> successes = new Remembered<>();
    private final Bucket everybody;

    /// @param client empty for all clients of the login
    /// @param login empty for all logins of the client
    private record Who(Optional<ClientNet> client, String login) {
        Who {
            // As directories compare names, or each spelling would have guesses of its own.
            login = brief(BLANKS.matcher(login.strip()).replaceAll(" ").toLowerCase(Locale.ROOT));
        }

        /// Guessers make names as long as they like; what is remembered of each is little.
        private static String brief(String login) {
            if (login.length() <= LONGEST_REMEMBERED) {
                return login;
            }
            try {
                byte[] octets = login.getBytes(StandardCharsets.UTF_8);
                byte[] digest = MessageDigest.getInstance("SHA-256").digest(octets);
                return Base64.getEncoder().encodeToString(digest);
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("every Java has SHA-256", e);
            }
        }

        static Who both(ClientNet client, String login) {
            return new Who(Optional.of(client), login);
        }

        static Who anyLogin(ClientNet client) {
            return new Who(Optional.of(client), "");
        }

        static Who anyClient(String login) {
            return new Who(Optional.empty(), login);
        }
    }

    private record Mistakes(int count, long lastAt) {}

    private static final class Remembered<V> extends LinkedHashMap<Who, V> {
        private static final long serialVersionUID = 1;

        Remembered() {
            super(64, 0.75f, true);
        }

        @Override
        protected boolean removeEldestEntry(Map.Entry<Who, V> eldest) {
            return size() > MOST_REMEMBERED;
        }
    }

    /// @param now as of [System#nanoTime], here and below
    public LoginThrottle(LoginLimits limits, long now) {
        this.limits = limits;
        this.everybody = new Bucket(BUSY_PER_MINUTE, now);
    }

    /// Whether a client may not try a login now, right or wrong.
    ///
    /// @param login empty where it is not known yet
    public synchronized boolean isLocked(InetAddress client, String login, long now) {
        var net = ClientNet.of(client);
        if (count(Who.anyLogin(net), now) >= limits.failuresPerClient()) {
            return true;
        }
        return !login.isBlank()
                && (count(Who.both(net, login), now) >= limits.failures()
                        || count(Who.anyClient(login), now) >= limits.failuresPerLogin()
                                && !isUsual(Who.both(net, login), now));
    }

    private boolean isUsual(Who who, long now) {
        Long at = successes.get(who);
        return at != null && now - at < USUAL_NANOS;
    }

    /// Counts a wrong password; gives how long its answer has to wait.
    ///
    /// @param login empty where it never came to one
    public synchronized Duration failed(InetAddress client, String login, long now) {
        var net = ClientNet.of(client);
        if (!login.isBlank()) {
            counted(Who.both(net, login), now);
            counted(Who.anyClient(login), now);
        }
        int ofClient = counted(Who.anyLogin(net), now);
        if (!everybody.take(now)) {
            return limits.longestPause();
        }
        int doublings = Math.min(ofClient - 1, 16);
        Duration pause = limits.pause().multipliedBy(1L << doublings);
        return pause.compareTo(limits.longestPause()) > 0 ? limits.longestPause() : pause;
    }

    /// Forgets the mistakes of a login that were made before the right password. Those of the client stay, or one login
    /// of his own would let a guesser go on with others.
    public synchronized void succeeded(InetAddress client, String login, long now) {
        Who who = Who.both(ClientNet.of(client), login);
        mistakes.remove(who);
        successes.put(who, now);
    }

    private int counted(Who who, long now) {
        int count = count(who, now) + 1;
        mistakes.put(who, new Mistakes(count, now));
        return count;
    }

    private int count(Who who, long now) {
        Mistakes made = mistakes.get(who);
        if (made == null || now - made.lastAt() > limits.lockout().toNanos()) {
            return 0;
        }
        return made.count();
    }
}
