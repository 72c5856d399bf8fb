package org.postern.connect;

import java.net.InetAddress;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/// Makes guessing passwords slow: each wrong one is answered later than the one before, and after a number of them the
/// login is locked for that client, and later the client for all logins. A login is never locked for clients that made no
/// mistake, since anybody could keep its owner out then. A client is an IPv4 address or an IPv6 /64. Thread-safe.
public final class LoginThrottle {
    /// Pairs that are remembered; the one not seen for longest is forgotten first. A client adds no more of them than it
    /// may make mistakes.
    private static final int MOST_REMEMBERED = 100_000;

    /// Wrong passwords of everybody in a minute beyond which each is answered as late as any.
    private static final int BUSY_PER_MINUTE = 600;

    private final LoginLimits limits;
    private final Map<Who, Mistakes> mistakes = new Remembered();
    private final Bucket everybody;

    /// @param login empty for all logins of the client
    private record Who(ClientNet client, String login) {}

    private record Mistakes(int count, long lastAt) {}

    private static final class Remembered extends LinkedHashMap<Who, Mistakes> {
        private static final long serialVersionUID = 1;

        Remembered() {
            super(64, 0.75f, true);
        }

        @Override
        protected boolean removeEldestEntry(Map.Entry<Who, Mistakes> eldest) {
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
        return count(new Who(net, ""), now) >= limits.failuresPerClient()
                || !login.isEmpty() && count(new Who(net, login), now) >= limits.failures();
    }

    /// Counts a wrong password; gives how long its answer has to wait.
    public synchronized Duration failed(InetAddress client, String login, long now) {
        var net = ClientNet.of(client);
        int ofLogin = count(new Who(net, login), now) + 1;
        int ofClient = count(new Who(net, ""), now) + 1;
        mistakes.put(new Who(net, login), new Mistakes(ofLogin, now));
        mistakes.put(new Who(net, ""), new Mistakes(ofClient, now));
        if (!everybody.take(now)) {
            return limits.longestPause();
        }
        int doublings = Math.min(ofClient - 1, 16);
        Duration pause = limits.pause().multipliedBy(1L << doublings);
        return pause.compareTo(limits.longestPause()) > 0 ? limits.longestPause() : pause;
    }

    /// Forgets the mistakes of a login that were made before the right password. Those of the client stay, or one login
    /// of his own would let a guesser go on with others.
    public synchronized void succeeded(InetAddress client, String login) {
        mistakes.remove(new Who(ClientNet.of(client), login));
    }

    private int count(Who who, long now) {
        Mistakes made = mistakes.get(who);
        if (made == null || now - made.lastAt() > limits.lockout().toNanos()) {
            return 0;
        }
        return made.count();
    }
}
