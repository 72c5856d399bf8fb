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
import java.util.function.Predicate;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocketFactory;
import org.postern.deliver.DeliverSettings.Times;
import org.postern.journey.NextHop;
import org.postern.mail.smtp.Capabilities;
import org.postern.mail.smtp.ClientCommand;
import org.postern.mail.smtp.Hello;
import org.postern.mail.smtp.Reply;

/// Opens connections to one next hop, up to where a transaction may begin.
final class Dialer {
    private final Hello node;
    private final NextHop nextHop;
    private final TlsUse tls;
    private final Times times;
    private final Resolver resolver;
    private final SSLSocketFactory encryption;
    private final Predicate<InetAddress> safe;

    /// @param node our name for EHLO
    /// @param encryption makes TLS sockets, used where the settings say so
    /// @param safe addresses for which [TlsUse#MAY] is not worth while
    Dialer(
            Hello node,
            NextHop nextHop,
            DeliverSettings settings,
            Resolver resolver,
            SSLSocketFactory encryption,
            Predicate<InetAddress> safe) {
        this.node = node;
        this.nextHop = nextHop;
        this.tls = settings.tls();
        this.times = settings.times();
        this.resolver = resolver;
        this.encryption = encryption;
        this.safe = safe;
    }

    /// Tries all addresses in order; each gets its share of the time for connecting.
    ///
    /// @param born told of each connection at once, so that its limits are kept
    /// @throws NoConnection no address took us; it says why for each
    Connection dial(long deadline, Consumer<Connection> born)
            throws NoConnection, InterruptedException {
        long until =
                Math.min(System.nanoTime() + times.connect().toNanos() - deadline, 0) + deadline;
        List<InetAddress> addresses = resolver.addresses(nextHop.host(), left(until));
        var problems = new ArrayList<String>(1);
        for (int i = 0; i < addresses.size(); i++) {
            InetAddress address = addresses.get(i);
            Duration share = left(until).dividedBy(addresses.size() - i);
            TlsUse use = tls == TlsUse.MAY && safe.test(address) ? TlsUse.NONE : tls;
            try {
                return open(address, share, use, deadline, born);
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

    private static Duration left(long until) {
        return Duration.ofNanos(Math.max(until - System.nanoTime(), 1_000_000));
    }

    private Connection open(
            InetAddress address,
            Duration share,
            TlsUse use,
            long deadline,
            Consumer<Connection> born)
            throws IOException {
        Connection connection = connect(address, share);
        born.accept(connection);
        boolean ready = false;
        try {
            introduce(connection, use, deadline);
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
        return open(address, share, TlsUse.NONE, deadline, born);
    }

    private Connection connect(InetAddress address, Duration share) throws IOException {
        SocketChannel channel = SocketChannel.open();
        try {
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            int millis = Math.max(1, (int) share.toMillis());
            channel.socket().connect(new InetSocketAddress(address, nextHop.port()), millis);
            return new Connection(channel);
        } catch (IOException e) {
            channel.close();
            throw new IOException("cannot be reached: " + e.getMessage(), e);
        }
    }

    private void introduce(Connection connection, TlsUse use, long deadline) throws IOException {
        connection.await("greeting", times.greeting(), deadline);
        Reply greeting = connection.listen();
        if (greeting.code() != 220) {
            throw new IOException("greeted us with " + greeting);
        }
        hello(connection, deadline);
        if (use != TlsUse.NONE) {
            if (startTls(connection, deadline)) {
                hello(connection, deadline);
            } else if (use == TlsUse.REQUIRE) {
                throw new IOException("offers no TLS, which deliver.tls requires");
            }
        }
        connection.rest();
    }

    private void hello(Connection connection, long deadline) throws IOException {
        connection.await("answer to EHLO", times.greeting(), deadline);
        connection.send(ClientCommand.ehlo(node.name()));
        Reply reply = connection.listen();
        if (reply.code() == 250) {
            connection.can(Capabilities.of(reply));
            return;
        }
        if (!reply.isPermanent()) {
            throw new IOException("answered EHLO with " + reply);
        }
        connection.await("answer to HELO", times.greeting(), deadline);
        connection.send(ClientCommand.helo(node.name()));
        Reply old = connection.listen();
        if (old.code() != 250) {
            throw new IOException("answered HELO with " + old);
        }
        connection.can(Capabilities.NONE);
    }

    private boolean startTls(Connection connection, long deadline) throws IOException {
        if (!connection.can().startTls()) {
            return false;
        }
        connection.await("answer to STARTTLS", times.command(), deadline);
        connection.send(ClientCommand.STARTTLS);
        if (connection.listen().code() != 220) {
            return false;
        }
        connection.await("TLS handshake", times.greeting(), deadline);
        connection.encrypt(encryption, nextHop.host());
        return true;
    }
}
