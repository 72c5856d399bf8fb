package org.postern.directory;

import java.net.InetAddress;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.postern.journey.NextHop;
import org.postern.mail.address.Domain;

/// One of the next hops of a domain, as site settings say it.
///
/// @param priority lower ones are tried first
/// @param weight share among those of equal priority
public record Target(Place place, int priority, int weight) {
    static final String EXAMPLES =
            "mail.example:25, 192.0.2.1:25, [2001:db8::1]:25, mx or mx:other.example, and behind it"
                    + " /PRIORITY or /PRIORITY/WEIGHT";

    private static final Pattern FORM =
            Pattern.compile("([^/]+)(?:/([0-9]{1,5})(?:/([0-9]{1,5}))?)?");
    private static final Pattern MX =
            Pattern.compile("mx(?::([^:]*[^:0-9][^:]*)(?::(\\d{1,5}))?)?");

    /// What a next hop is named by.
    public sealed interface Place {}

    /// A mail server.
    ///
    /// @param host a name or a numeric address without brackets
    public record Server(String host, int port) implements Place {
        public Server {
            boolean printable = host.chars().allMatch(c -> c > ' ' && c < 0x7f && c != '/');
            if (host.isEmpty() || !printable || port < 1 || port > 65_535) {
                throw wrong();
            }
        }

        @Override
        public String toString() {
            return new NextHop.Server(host, port).toString();
        }
    }

    /// The mail exchangers that the DNS names for a domain.
    ///
    /// @param domain empty for the domain that the mail is for
    public record Exchangers(Optional<Domain.Name> domain, int port) implements Place {
        public Exchangers {
            if (port < 1 || port > 65_535 || domain.isEmpty() && port != NextHop.Exchangers.PORT) {
                throw wrong();
            }
        }

        @Override
        public String toString() {
            return domain.map(it -> new NextHop.Exchangers(it, port).toString()).orElse("mx");
        }
    }

    public Target {
        NextHop.Hop.check(priority, weight);
    }

    /// Whether there is no wire on the way there.
    boolean isOnLoopback() {
        if (!(place instanceof Server(String host, _))) {
            return false;
        }
        try {
            return InetAddress.ofLiteral(host).isLoopbackAddress();
        } catch (IllegalArgumentException _) {
            return host.equalsIgnoreCase("localhost");
        }
    }

    NextHop.Hop hop(Domain.Name of) {
        NextHop.Place where =
                switch (place) {
                    case Server(String host, int port) -> new NextHop.Server(host, port);
                    case Exchangers(Optional<Domain.Name> domain, int port) ->
                            new NextHop.Exchangers(domain.orElse(of), port);
                };
        return new NextHop.Hop(where, priority, weight);
    }

    static Target parse(String text) {
        Matcher parts = FORM.matcher(text);
        if (!parts.matches()) {
            throw wrong();
        }
        return new Target(
                place(parts.group(1)),
                number(parts.group(2), NextHop.PRIORITY),
                number(parts.group(3), NextHop.WEIGHT));
    }

    private static Place place(String text) {
        Matcher mx = MX.matcher(text);
        if (mx.matches()) {
            return new Exchangers(
                    Optional.ofNullable(mx.group(1)).map(DomainRoute::parse),
                    number(mx.group(2), NextHop.Exchangers.PORT));
        }
        int colon = text.lastIndexOf(':');
        String host = text.substring(0, Math.max(0, colon));
        boolean bracketed = host.startsWith("[") && host.endsWith("]");
        String port = text.substring(colon + 1);
        if (host.indexOf(':') >= 0 != bracketed || !port.matches("[1-9][0-9]{0,4}")) {
            throw wrong();
        }
        String bare = bracketed ? host.substring(1, host.length() - 1) : host;
        return new Server(bare, Integer.parseInt(port));
    }

    private static int number(@Nullable String digits, int standard) {
        return digits == null ? standard : Integer.parseInt(digits);
    }

    private static IllegalArgumentException wrong() {
        return new IllegalArgumentException("write a next hop such as " + EXAMPLES);
    }

    /// As it is read.
    @Override
    public String toString() {
        return place + NextHop.Hop.order(priority, weight);
    }
}
