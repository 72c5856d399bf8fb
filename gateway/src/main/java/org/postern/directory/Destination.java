package org.postern.directory;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.postern.journey.NextHop;
import org.postern.journey.TlsUse;
import org.postern.journey.Transport;
import org.postern.mail.address.Domain;

/// Where the mail of a domain goes.
public sealed interface Destination {

    /// The sink that the gateway brings along, for trying it out; it takes everything and keeps nothing.
    enum BuiltInSink implements Destination {
        SINK;

        @Override
        public Destination checked() {
            return this;
        }

        @Override
        public String toString() {
            return "built-in-sink";
        }
    }

    /// Mail servers, any of which will do.
    ///
    /// @param targets at least one
    /// @param tls encryption towards them; the node's `deliver.tls` where empty
    /// @param login name of one of the site's logins, empty for none
    record Route(List<Target> targets, Transport transport, Optional<TlsUse> tls, String login)
            implements Destination {
        public Route {
            targets = List.copyOf(targets);
            if (targets.isEmpty()) {
                throw new IllegalArgumentException("name a next hop: " + Target.EXAMPLES);
            }
            if (!login.isEmpty() && !Login.isName(login)) {
                throw new IllegalArgumentException(login + " is not the name of a login");
            }
        }

        /// One mail server and nothing special.
        public static Route to(String host, int port) {
            return new Route(
                    List.of(
                            new Target(
                                    new Target.Server(host, port),
                                    NextHop.PRIORITY,
                                    NextHop.WEIGHT)),
                    Transport.SMTP,
                    Optional.empty(),
                    "");
        }

        /// The same, if it may come into force.
        ///
        /// @throws IllegalArgumentException its login could leave to somebody else than who is meant: any server on the
        ///     way can show some certificate, and whoever answers for the DNS can name a server that has a good one
        @Override
        public Route checked() {
            Optional<String> why = withheld(TlsUse.NONE);
            if (why.isPresent()) {
                throw new IllegalArgumentException(why.get());
            }
            return this;
        }

        /// Why its login never leaves to some of its servers; empty where it does, or there is none.
        ///
        /// @param standard encryption where the route says nothing of it
        public Optional<String> withheld(TlsUse standard) {
            if (login.isEmpty() || targets.stream().allMatch(Target::isOnLoopback)) {
                return Optional.empty();
            }
            if (tls.orElse(standard) != TlsUse.VERIFY) {
                return Optional.of(
                        "a login leaves only to servers with a verified certificate (tls=verify) or"
                                + " on loopback");
            }
            return targets.stream().allMatch(it -> it.place() instanceof Target.Server)
                    ? Optional.empty()
                    : Optional.of(
                            "a login leaves only to servers that are named, not to those of mx");
        }

        /// The next hop for a domain.
        public NextHop nextHop(Domain.Name domain) {
            return new NextHop(
                    targets.stream().map(it -> it.hop(domain)).toList(), transport, tls, login);
        }

        @Override
        public String toString() {
            return targets.stream().map(Target::toString).collect(Collectors.joining(" "))
                    + (transport == Transport.SMTP ? "" : " transport=" + lower(transport))
                    + tls.map(it -> " tls=" + lower(it)).orElse("")
                    + (login.isEmpty() ? "" : " login=" + login);
        }

        private static String lower(Enum<?> word) {
            return word.name().toLowerCase(Locale.ROOT);
        }
    }

    /// The same, if it may come into force. What is in force already is read as it is.
    ///
    /// @throws IllegalArgumentException what is wrong with it
    Destination checked();

    /// Reads `built-in-sink`, or next hops and then options, all separated by blanks: `a.example:25/10/3 b.example:25/20
    /// transport=lmtp tls=verify login=NAME`.
    static Destination parse(String text) {
        return text.equals(BuiltInSink.SINK.toString()) ? BuiltInSink.SINK : RouteText.parse(text);
    }
}
