package org.postern.sink;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// A running sink: listens from its start to [#close].
///
/// The first connections have platform threads that block in the system, which is a single system call for each read; a
/// virtual thread needs four. Only connections beyond those have virtual threads. For the same reason no socket has a
/// time limit: one thread looks after all of them.
public final class Sink implements AutoCloseable {
    /// Longest wait for a client that says nothing (RFC 5321 §4.5.3.2.7).
    static final Duration PATIENCE = Duration.ofMinutes(5);

    /// How often idle connections are looked for.
    private static final Duration ROUND = Duration.ofSeconds(10);

    private static final int BACKLOG = 1024;
    private static final int PLATFORM_THREADS = 64;

    private final ServerSocket listener;
    private final Shelf shelf;
    private final Counts.Live counts = new Counts.Live();
    private final Set<SinkSession> open = ConcurrentHashMap.newKeySet();
    private final ExecutorService threads =
            new ThreadPoolExecutor(
                    0,
                    PLATFORM_THREADS,
                    10,
                    TimeUnit.SECONDS,
                    new SynchronousQueue<>(),
                    Thread.ofPlatform().daemon().name("sink session ", 0).factory(),
                    (session, _) -> Thread.ofVirtual().name("sink session").start(session));
    private volatile Behaviour behaviour;
    private volatile boolean closed;

    private Sink(ServerSocket listener, Behaviour behaviour, Shelf shelf) {
        this.listener = listener;
        this.behaviour = behaviour;
        this.shelf = shelf;
    }

    /// Starts one on a free port of the loopback address.
    public static Sink start(Behaviour behaviour, Shelf shelf) throws IOException {
        return start(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), behaviour, shelf);
    }

    /// Starts one.
    ///
    /// @param at port 0 is any free one
    /// @throws IOException the address is in use or not ours
    public static Sink start(InetSocketAddress at, Behaviour behaviour, Shelf shelf)
            throws IOException {
        var listener = new ServerSocket();
        try {
            listener.bind(at, BACKLOG);
        } catch (IOException e) {
            listener.close();
            throw e;
        }
        var sink = new Sink(listener, behaviour, shelf);
        Thread.ofPlatform().daemon().name("sink " + sink.address()).start(sink::listen);
        Thread.ofVirtual().name("sink watch").start(sink::watch);
        return sink;
    }

    /// Where it listens.
    public InetSocketAddress address() {
        return (InetSocketAddress) listener.getLocalSocketAddress();
    }

    public int port() {
        return listener.getLocalPort();
    }

    public Counts counts() {
        return counts.read();
    }

    /// Behaves otherwise from the next answer on, in open connections too.
    public void behave(Behaviour other) {
        behaviour = other;
    }

    /// Stops listening and cuts all connections.
    @Override
    public void close() throws IOException {
        closed = true;
        listener.close();
        cutConnections();
        threads.shutdown();
    }

    /// Cuts all connections and listens on.
    public void cutConnections() throws IOException {
        for (SinkSession session : open) {
            session.cut();
        }
    }

    private void listen() {
        while (!closed) {
            try {
                Socket socket = listener.accept();
                counts.connections.increment();
                threads.execute(() -> serve(socket));
            } catch (IOException _) {
                // Closed, or out of file descriptors for a moment.
                LockSupport.parkNanos(1_000_000);
            }
        }
    }

    private void serve(Socket socket) {
        counts.open.increment();
        try (socket) {
            socket.setTcpNoDelay(true);
            var session = new SinkSession(socket, () -> behaviour, shelf, counts);
            open.add(session);
            try {
                if (!closed) {
                    session.converse();
                }
            } finally {
                open.remove(session);
            }
        } catch (IOException _) {
            // The client left; what it had not finished is not counted.
        } finally {
            counts.open.decrement();
        }
    }

    private void watch() {
        while (!closed) {
            LockSupport.parkNanos(ROUND.toNanos());
            for (SinkSession session : open) {
                try {
                    session.cutIfIdle(PATIENCE);
                } catch (IOException _) {
                    // It is cut, nicely or not.
                }
            }
        }
    }
}
