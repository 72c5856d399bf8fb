package org.postern.receive;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/// A proxy for one connection that sends its header in one piece with the first octets of the client.
final class PrefixingProxy implements AutoCloseable {
    private final ServerSocket listener;
    private final InetSocketAddress server;
    private final String header;

    PrefixingProxy(InetSocketAddress server, String header) throws IOException {
        this.server = server;
        this.header = header;
        this.listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::serve);
    }

    InetSocketAddress address() {
        return (InetSocketAddress) listener.getLocalSocketAddress();
    }

    private void serve() {
        try (Socket client = listener.accept();
                var behind = new Socket(server.getAddress(), server.getPort())) {
            Thread back = Thread.ofVirtual().start(() -> copyQuietly(behind, client));
            byte[] first = new byte[16 * 1024];
            byte[] head = header.getBytes(StandardCharsets.US_ASCII);
            System.arraycopy(head, 0, first, 0, head.length);
            int count = client.getInputStream().read(first, head.length, 8 * 1024);
            OutputStream to = behind.getOutputStream();
            to.write(first, 0, head.length + Math.max(0, count));
            client.getInputStream().transferTo(to);
            behind.shutdownOutput();
            back.join();
        } catch (IOException _) {
            // The test looks at what the client sees.
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private static void copyQuietly(Socket from, Socket to) {
        try (InputStream in = from.getInputStream()) {
            in.transferTo(to.getOutputStream());
            to.shutdownOutput();
        } catch (IOException _) {
            // One of the two is gone.
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
