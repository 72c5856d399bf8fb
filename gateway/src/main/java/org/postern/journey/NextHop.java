package org.postern.journey;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.postern.mail.address.Domain;

/// The place that takes the messages for a domain: one server, or several of which any will do. A message for recipients
/// with equal next hops is one transaction.
///
/// @param hops at least one; the lowest priority is tried first
/// @param tls encryption towards all of them; the node's default where empty
/// @param login name of the login that we show there, empty for none
public record NextHop(List<Hop> hops, Transport transport, Optional<TlsUse> tls, String login) {
    public static final int PRIORITY = 10;
    public static final int WEIGHT = 1;

    /// One of several servers, or the servers of one name in the DNS.
    ///
    /// @param priority lower ones first, 0 to 65535
    /// @param weight share among those of equal priority, 1 to 65535
    public record Hop(Place place, int priority, int weight) {
        public Hop {
            check(priority, weight);
        }

        @Override
        public String toString() {
            return place + order(priority, weight);
        }

        /// @throws IllegalArgumentException what may be written instead
        public static void check(int priority, int weight) {
            if (priority < 0 || priority > 65_535) {
                throw new IllegalArgumentException("a priority is a number from 0 to 65535");
            }
            if (weight < 1 || weight > 65_535) {
                throw new IllegalArgumentException("a weight is a number from 1 to 65535");
            }
        }

        /// What is written behind a place: nothing where both are as usual.
        public static String order(int priority, int weight) {
            if (weight != WEIGHT) {
                return "/" + priority + "/" + weight;
            }
            return priority == PRIORITY ? "" : "/" + priority;
        }
    }

    /// What has a connection opened to it.
    public sealed interface Place {}

    /// A server.
    ///
    /// @param host name or numeric address
    /// @param port 1 to 65535
    public record Server(String host, int port) implements Place {
        public Server {
            checkPort(host, port);
        }

        @Override
        public String toString() {
            return host.indexOf(':') >= 0 ? "[" + host + "]:" + port : host + ":" + port;
        }
    }

    /// The mail exchangers of a domain (RFC 5321 §5.1).
    public record Exchangers(Domain.Name domain, int port) implements Place {
        /// The port of all exchangers, but in tests.
        public static final int PORT = 25;

        public Exchangers {
            checkPort(domain.text(), port);
        }

        @Override
        public String toString() {
            return "mx:" + domain + (port == PORT ? "" : ":" + port);
        }
    }

    public NextHop {
        hops = List.copyOf(hops);
        if (hops.isEmpty()) {
            throw new IllegalArgumentException("a next hop needs a server");
        }
    }

    /// One server and nothing special.
    public NextHop(String host, int port) {
        this(
                List.of(new Hop(new Server(host, port), PRIORITY, WEIGHT)),
                Transport.SMTP,
                Optional.empty(),
                "");
    }

    /// As it is written in site settings.
    @Override
    public String toString() {
        String text = hops.stream().map(Hop::toString).collect(Collectors.joining(" "));
        String protocol = transport == Transport.SMTP ? "" : " transport=" + lower(transport);
        String encryption = tls.map(it -> " tls=" + lower(it)).orElse("");
        return text + protocol + encryption + (login.isEmpty() ? "" : " login=" + login);
    }

    private static String lower(Enum<?> word) {
        return word.name().toLowerCase(Locale.ROOT);
    }

    private static void checkPort(String host, int port) {
        if (host.isEmpty() || port < 1 || port > 65_535) {
            throw new IllegalArgumentException("not a next hop: " + host + ":" + port);
        }
    }
}
