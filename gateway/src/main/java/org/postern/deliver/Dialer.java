package org.postern.deliver;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import javax.net.ssl.SSLException;
import org.postern.deliver.DeliverSettings.Times;
import org.postern.journey.TlsUse;
import org.postern.journey.Transport;
import org.postern.mail.smtp.Capabilities;
import org.postern.mail.smtp.ClientCommand;
import org.postern.mail.smtp.Hello;
import org.postern.mail.smtp.Reply;

/// Opens connections to one next hop, up to where a transaction may begin.
final class Dialer {
    private final Endpoint endpoint;
    private final Surroundings around;
    private final Times times;

    /// What all dialers share.
    ///
    /// @param node our name for EHLO
    /// @param resolver finds the addresses of a server
    /// @param safe addresses for which [TlsUse#MAY] is not worth while, and to which a login may go in clear
    record Surroundings(
            Hello node,
            Function<Endpoint, Resolver> resolver,
            Encryption encryption,
            Logins logins,
            Itself itself,
            Predicate<InetAddress> safe) {}

    Dialer(Endpoint endpoint, Surroundings around, Times times) {
        this.endpoint = endpoint;
        this.around = around;
        this.times = times;
    }

    /// Tries all addresses in order; each gets its share of the time for connecting.
    ///
    /// @param born told of each connection at once, so that its limits are kept
    /// @throws NoConnection no address took us; it says why for each
    Connection dial(long deadline, Consumer<Connection> born)
            throws NoConnection, InterruptedException {
        long until =
                Math.min(System.nanoTime() + times.connect().toNanos() - deadline, 0) + deadline;
        List<InetAddress> addresses = addresses(left(until));
        var problems = new ArrayList<String>(1);
        for (int i = 0; i < addresses.size(); i++) {
            InetAddress address = addresses.get(i);
            Duration share = left(until).dividedBy(addresses.size() - i);
            boolean safe = around.safe().test(address);
            TlsUse use = endpoint.tls() == TlsUse.MAY && safe ? TlsUse.NONE : endpoint.tls();
            try {
                return open(new Target(address, safe, share), use, deadline, born);
            } catch (IOException e) {
                if (Thread.interrupted()) {
                    throw new InterruptedException();
                }
                String where = addresses.size() == 1 ? "" : address.getHostAddress() + " ";
                problems.add(where + e.getMessage());
            }
        }
        throw new NoConnection(String.join("; ", problems));
    }

    /// The addresses of the server. One that the DNS names must not lead back here: what the DNS says may have changed
    /// since the server was chosen, so it is these very addresses that are looked at.
    private List<InetAddress> addresses(Duration limit) throws NoConnection, InterruptedException {
        List<InetAddress> all = around.resolver().apply(endpoint).addresses(endpoint.host(), limit);
        if (endpoint.named() == Endpoint.Named.BY_THE_SITE) {
            return all;
        }
        List<InetAddress> others =
                all.stream().filter(it -> !around.itself().isAt(it, endpoint.port())).toList();
        if (others.isEmpty()) {
            throw new NoConnection("leads back to this server");
        }
        return others;
    }

    private static Duration left(long until) {
        return Duration.ofNanos(Math.max(until - System.nanoTime(), 1_000_000));
    }

    /// One address to be tried.
    ///
    /// @param safe whether nobody can listen on the way there
    /// @param share time to connect
    private record Target(InetAddress address, boolean safe, Duration share) {}

    private Connection open(Target to, TlsUse use, long deadline, Consumer<Connection> born)
            throws IOException {
        Connection connection = connect(to.address(), to.share());
        born.accept(connection);
        boolean ready = false;
        try {
            introduce(connection, to, use, deadline);
            ready = true;
            return connection;
        } catch (SSLException e) {
            if (use != TlsUse.MAY || Thread.currentThread().isInterrupted()) {
                throw new IOException(connection.explain(e), e);
            }
        } catch (IOException e) {
            throw new IOException(connection.explain(e), e);
        } finally {
            if (!ready) {
                connection.close();
            }
        }
        // Encryption that may be left out must not keep mail from a server whose TLS is broken (RFC
        // 7435 §3).
        return open(to, TlsUse.NONE, deadline, born);
    }

    private Connection connect(InetAddress address, Duration share) throws IOException {
        SocketChannel channel = SocketChannel.open();
        try {
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            int millis = Math.max(1, (int) share.toMillis());
            channel.socket().connect(new InetSocketAddress(address, endpoint.port()), millis);
            return new Connection(channel);
        } catch (IOException e) {
            channel.close();
            throw new IOException("cannot be reached: " + e.getMessage(), e);
        }
    }

    private void introduce(Connection connection, Target to, TlsUse use, long deadline)
            throws IOException {
        connection.await("greeting", times.greeting(), deadline);
        Reply greeting = connection.listen();
        if (greeting.code() != 220) {
            throw new IOException("greeted us with " + greeting);
        }
        hello(connection, deadline);
        boolean encrypted = use != TlsUse.NONE && startTls(connection, use, deadline);
        if (encrypted) {
            hello(connection, deadline);
        } else if (use == TlsUse.REQUIRE || use == TlsUse.VERIFY) {
            throw new IOException("offers no TLS, which its route or deliver.tls wants");
        }
        if (!endpoint.login().isEmpty()) {
            boolean meant = encrypted && use == TlsUse.VERIFY;
            logIn(connection, to.safe() || meant && isNamedByTheSite(), deadline);
        }
        connection.rest();
    }

    private void hello(Connection connection, long deadline) throws IOException {
        boolean local = endpoint.transport() == Transport.LMTP;
        String node = around.node().name();
        connection.await(local ? "answer to LHLO" : "answer to EHLO", times.greeting(), deadline);
        connection.send(local ? ClientCommand.lhlo(node) : ClientCommand.ehlo(node));
        Reply reply = connection.listen();
        if (reply.code() == 250) {
            connection.can(Capabilities.of(reply));
            return;
        }
        if (local || !reply.isPermanent()) {
            throw new IOException((local ? "answered LHLO with " : "answered EHLO with ") + reply);
        }
        connection.await("answer to HELO", times.greeting(), deadline);
        connection.send(ClientCommand.helo(node));
        Reply old = connection.listen();
        if (old.code() != 250) {
            throw new IOException("answered HELO with " + old);
        }
        connection.can(Capabilities.NONE);
    }

    private boolean isNamedByTheSite() {
        return endpoint.named() == Endpoint.Named.BY_THE_SITE;
    }

    /// Shows who we are, and never where somebody else than the server that is meant could hear it.
    private void logIn(Connection connection, boolean unheard, long deadline) throws IOException {
        String name = endpoint.login();
        Logins.Login login =
                around.logins()
                        .login(name)
                        .orElseThrow(() ->
                                new IOException(
                                        "wants the login " + name + ", which cannot be had"));
        if (!unheard) {
            throw new IOException(
                    "is not known to be the server that is meant, without which login "
                            + name
                            + " does not leave: its route must say tls=verify");
        }
        new Introduction(connection, times.command(), deadline).as(name, login);
        connection.loggedIn();
    }

    private boolean startTls(Connection connection, TlsUse use, long deadline) throws IOException {
        if (!connection.can().startTls()) {
            return false;
        }
        connection.await("answer to STARTTLS", times.command(), deadline);
        connection.send(ClientCommand.STARTTLS);
        if (connection.listen().code() != 220) {
            return false;
        }
        connection.await("TLS handshake", times.greeting(), deadline);
        connection.encrypt(around.encryption(), use == TlsUse.VERIFY, endpoint.host());
        return true;
    }
}
