package org.postern.sink;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

/// A running sink: listens from construction to [#close], each connection on a virtual thread of its own.
public final class Sink implements AutoCloseable {
    /// Longest wait for a client that says nothing (RFC 5321 §4.5.3.2.7).
    static final Duration PATIENCE = Duration.ofMinutes(5);

    private static final int BACKLOG = 1024;

    private final ServerSocket listener;
    private final Shelf shelf;
    private final Counts.Live counts = new Counts.Live();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
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
    }

    /// Cuts all connections and listens on.
    public void cutConnections() throws IOException {
        for (Socket socket : open) {
            socket.close();
        }
    }

    private void listen() {
        while (!closed) {
            try {
                Socket socket = listener.accept();
                open.add(socket);
                counts.connections.increment();
                counts.open.increment();
                Thread.ofVirtual().name("sink session").start(() -> serve(socket));
            } catch (IOException _) {
                // Closed, or out of file descriptors for a moment.
                LockSupport.parkNanos(1_000_000);
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            if (closed) {
                return;
            }
            socket.setTcpNoDelay(true);
            socket.setSoTimeout((int) PATIENCE.toMillis());
            new SinkSession(socket, () -> behaviour, shelf, counts).converse();
        } catch (IOException _) {
            // The client left; what it had not finished is not counted.
        } finally {
            open.remove(socket);
            counts.open.decrement();
        }
    }
}
