package org.postern.acceptance;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// Stands before a server on loopback, and keeps what clients and server say to each other: every octet of the first
/// megabytes, and always the last megabyte.
final class Wiretap implements AutoCloseable {
    private static final int MOST = 16 << 20;
    private static final int LAST = 1 << 20;

    private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final List<Connection> connections = new CopyOnWriteArrayList<>();
    private final int server;

    /// @param server its port
    Wiretap(int server) throws IOException {
        this.server = server;
        Thread.ofVirtual().start(this::listen);
    }

    int port() {
        return listener.getLocalPort();
    }

    /// All that came from clients so far, connection after connection.
    byte[] heard() {
        var all = new ByteArrayOutputStream();
        connections.forEach(it -> all.writeBytes(it.client.octets()));
        return all.toByteArray();
    }

    List<Connection> connections() {
        return connections;
    }

    private void listen() {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                try {
                    join(client, new Socket(InetAddress.getLoopbackAddress(), server));
                } catch (IOException _) {
                    // The server is gone, which the client shall learn.
                    client.close();
                }
            } catch (IOException _) {
                // Closed, or the client is gone again.
            }
        }
    }

    private void join(Socket client, Socket behind) {
        forget();
        var connection = new Connection(client, behind);
        connections.add(connection);
        Thread.ofVirtual().start(() -> connection.carry(connection.client));
        Thread.ofVirtual().start(() -> connection.carry(connection.server));
    }

    /// The oldest connections, where there is too much of them.
    private void forget() {
        long kept = connections.stream().mapToLong(Connection::kept).sum();
        while (kept > MOST && connections.getFirst().ended()) {
            kept -= connections.removeFirst().kept();
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (Connection connection : connections) {
            connection.client.from.close();
            connection.server.from.close();
        }
    }

    /// One connection: what each side said on it.
    static final class Connection {
        private final Voice client;
        private final Voice server;

        private Connection(Socket client, Socket server) {
            this.client = new Voice(client, server);
            this.server = new Voice(server, client);
        }

        byte[] client() {
            return client.octets();
        }

        byte[] server() {
            return server.octets();
        }

        /// Whether the server will do nothing more for it: it closed its side.
        boolean ended() {
            return server.ended();
        }

        private long kept() {
            return (long) client.size() + server.size();
        }

        private void carry(Voice voice) {
            voice.carry();
            if (client.ended() && server.ended()) {
                Voice.closeQuietly(client.from);
                Voice.closeQuietly(server.from);
            }
        }
    }

    /// One direction of a connection. Its end is handed on as such, so that the other side may still finish.
    private static final class Voice {
        private final Socket from;
        private final Socket to;
        private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
        private boolean ended;

        Voice(Socket from, Socket to) {
            this.from = from;
            this.to = to;
        }

        synchronized byte[] octets() {
            return kept.toByteArray();
        }

        synchronized boolean ended() {
            return ended;
        }

        synchronized int size() {
            return kept.size();
        }

        private synchronized void keep(byte[] buffer, int count) {
            if (kept.size() + count > MOST) {
                byte[] all = kept.toByteArray();
                kept.reset();
                kept.write(all, all.length - LAST, LAST);
            }
            kept.write(buffer, 0, count);
        }

        private synchronized void end() {
            ended = true;
        }

        void carry() {
            byte[] buffer = new byte[8192];
            try {
                int count = from.getInputStream().read(buffer);
                while (count >= 0) {
                    keep(buffer, count);
                    to.getOutputStream().write(buffer, 0, count);
                    count = from.getInputStream().read(buffer);
                }
                to.shutdownOutput();
            } catch (IOException _) {
                // One of them broke off: both have to learn it.
                closeQuietly(from);
                closeQuietly(to);
            }
            end();
        }

        private static void closeQuietly(Socket socket) {
            try {
                socket.close();
            } catch (IOException _) {
                // It is closed for us all the same.
            }
        }
    }
}
