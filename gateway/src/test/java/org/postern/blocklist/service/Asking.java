package org.postern.blocklist.service;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.stream.Stream;

/// A mail server that asks about clients, octet by octet.
final class Asking implements AutoCloseable {
    private final AutoCloseable connection;
    private final InputStream in;
    private final OutputStream out;

    private Asking(AutoCloseable connection, InputStream in, OutputStream out) {
        this.connection = connection;
        this.in = in;
        this.out = out;
    }

    static Asking at(InetSocketAddress service) throws IOException {
        var socket = new Socket();
        socket.setReceiveBufferSize(4 * 1024);
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(60_000);
        socket.connect(service, 60_000);
        return new Asking(socket, socket.getInputStream(), socket.getOutputStream());
    }

    static Asking at(Path service) throws IOException {
        SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        channel.connect(UnixDomainSocketAddress.of(service));
        return new Asking(
                channel, Channels.newInputStream(channel), Channels.newOutputStream(channel));
    }

    Asking raw(String octets) throws IOException {
        out.write(octets.getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
        return this;
    }

    /// A question as Postfix asks it at RCPT.
    ///
    /// @param more further attributes, `name=value` each
    static String question(String client, String... more) {
        return "request=smtpd_access_policy\nprotocol_state=RCPT\nprotocol_name=ESMTP\nclient_address="
                + client
                + "\nclient_name=unknown\nreverse_client_name=unknown\nhelo_name=h.example\n"
                + "sender=a@example.org\nrecipient=b@example.net\n"
                + String.join("", Stream.of(more).map(it -> it + "\n").toList())
                + "\n";
    }

    /// What Postfix hears about a client.
    String access(String client, String... more) throws IOException {
        return raw(question(client, more)).action();
    }

    String action() throws IOException {
        String answer = until("\n\n");
        return answer.substring("action=".length(), answer.length() - 2);
    }

    /// What Sendmail hears about a key of our map.
    String lookup(String key) throws IOException {
        return lookup("postern_client", key);
    }

    String lookup(String map, String key) throws IOException {
        String question = map + " " + key;
        raw(question.length() + ":" + question + ",");
        String length = until(":");
        int left = Integer.parseInt(length.substring(0, length.length() - 1));
        String answer = new String(in.readNBytes(left), StandardCharsets.ISO_8859_1);
        until(",");
        return answer;
    }

    private String until(String end) throws IOException {
        var read = new ByteArrayOutputStream();
        while (!read.toString(StandardCharsets.ISO_8859_1).endsWith(end)) {
            int octet = in.read();
            if (octet < 0) {
                throw new IOException("closed after " + read);
            }
            read.write(octet);
        }
        return read.toString(StandardCharsets.ISO_8859_1);
    }

    /// Sends no more.
    void finish() throws IOException {
        ((Socket) connection).shutdownOutput();
    }

    /// Whether the other side ended the connection; waits for it.
    boolean isClosed() {
        try {
            return in.read() < 0;
        } catch (IOException _) {
            return true;
        }
    }

    @Override
    public void close() throws IOException {
        try {
            connection.close();
        } catch (IOException e) {
            throw e;
        } catch (Exception e) {
            throw new IOException(e);
        }
    }
}
