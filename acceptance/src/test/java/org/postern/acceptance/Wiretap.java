package org.postern.acceptance;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/// Stands before a server on loopback, and keeps what clients send to it: every octet of the first megabytes, and always the
/// last megabyte.
final class Wiretap implements AutoCloseable {
    private static final int MOST = 16 << 20;
    private static final int LAST = 1 << 20;

    private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final ByteArrayOutputStream heard = new ByteArrayOutputStream();
    private final int server;

    /// @param server its port
    Wiretap(int server) throws IOException {
        this.server = server;
        Thread.ofVirtual().start(this::listen);
    }

    int port() {
        return listener.getLocalPort();
    }

    /// All that came from clients so far, connection after connection as it came.
    byte[] heard() {
        synchronized (heard) {
            return heard.toByteArray();
        }
    }

    private void listen() {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                Socket behind = new Socket(InetAddress.getLoopbackAddress(), server);
                Thread.ofVirtual().start(() -> carry(client, behind, true));
                Thread.ofVirtual().start(() -> carry(behind, client, false));
            } catch (IOException _) {
                // Closed, or the server is gone: then the client learns it soon enough.
            }
        }
    }

    private void carry(Socket from, Socket to, boolean keep) {
        byte[] buffer = new byte[8192];
        try (from;
                to) {
            int count = from.getInputStream().read(buffer);
            while (count >= 0) {
                if (keep) {
                    keep(buffer, count);
                }
                to.getOutputStream().write(buffer, 0, count);
                count = from.getInputStream().read(buffer);
            }
        } catch (IOException _) {
            // One of them ended; closing both tells the other.
        }
    }

    private void keep(byte[] octets, int count) {
        synchronized (heard) {
            if (heard.size() + count > MOST) {
                byte[] all = heard.toByteArray();
                heard.reset();
                heard.write(all, all.length - LAST, LAST);
            }
            heard.write(octets, 0, count);
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
