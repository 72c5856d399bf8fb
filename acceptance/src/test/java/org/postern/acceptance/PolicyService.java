package org.postern.acceptance;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/// A service of Postfix's policy delegation, such as a blocklist, that refuses one client.
final class PolicyService implements AutoCloseable {
    private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final String refused;
    private final String reply;

    /// @param refused address of the client
    /// @param reply what it is told
    PolicyService(String refused, String reply) throws IOException {
        this.refused = refused;
        this.reply = reply;
        Thread.ofVirtual().start(this::listen);
    }

    int port() {
        return listener.getLocalPort();
    }

    /// The clients it was asked about, in order.
    List<String> asked() {
        return asked;
    }

    private void listen() {
        while (!listener.isClosed()) {
            try {
                Socket server = listener.accept();
                Thread.ofVirtual().start(() -> answer(server));
            } catch (IOException _) {
                // Closed.
            }
        }
    }

    private void answer(Socket server) {
        try (server;
                var in =
                        new BufferedReader(
                                new InputStreamReader(
                                        server.getInputStream(), StandardCharsets.ISO_8859_1))) {
            Map<String, String> request = request(in);
            while (!request.isEmpty()) {
                String client = request.getOrDefault("client_address", "");
                asked.add(client);
                String action = client.equals(refused) ? reply : "dunno";
                server.getOutputStream()
                        .write(("action=" + action + "\n\n").getBytes(StandardCharsets.ISO_8859_1));
                request = request(in);
            }
        } catch (IOException _) {
            // Postfix asks again.
        }
    }

    /// The attributes up to an empty line; none where there is no more.
    private static Map<String, String> request(BufferedReader in) throws IOException {
        var request = new HashMap<String, String>();
        String line = in.readLine();
        while (line != null && !line.isEmpty()) {
            int equals = line.indexOf('=');
            request.put(line.substring(0, equals), line.substring(equals + 1));
            line = in.readLine();
        }
        return request;
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
