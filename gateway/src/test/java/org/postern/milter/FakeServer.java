package org.postern.milter;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/// A mail server that sends exactly the packets it is told to. Texts have one character for each octet, and `|` stands for
/// NUL.
final class FakeServer implements AutoCloseable {
    static final String NEW = number(6) + number(0x1ff) + number(0x1f_ffff);
    static final String OLD = number(2) + number(0x3f) + number(0x7f);

    /// Two octets.
    private static final String PORT = "\4\1";

    private final AutoCloseable connection;
    private final DataInputStream in;
    private final OutputStream out;

    private FakeServer(AutoCloseable connection, DataInputStream in, OutputStream out) {
        this.connection = connection;
        this.in = in;
        this.out = out;
    }

    static FakeServer connect(InetSocketAddress milter) {
        try {
            var socket = new Socket();
            socket.setReceiveBufferSize(8 * 1024);
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(60_000);
            socket.connect(milter, 60_000);
            return new FakeServer(
                    socket, new DataInputStream(socket.getInputStream()), socket.getOutputStream());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static FakeServer connect(Path milter) throws IOException {
        SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        channel.connect(UnixDomainSocketAddress.of(milter));
        return new FakeServer(
                channel,
                new DataInputStream(Channels.newInputStream(channel)),
                Channels.newOutputStream(channel));
    }

    /// Negotiates as a new server does, and tells of a client.
    FakeServer greeted() {
        send("O" + NEW);
        assertThat(read()).startsWith("O");
        return send("DCj|mx.example|")
                .send("Cclient.example|4" + PORT + "192.0.2.1|")
                .send("Hclient.example|");
    }

    /// A message up to its content, for one recipient.
    FakeServer addressed(String... recipients) {
        send("M<a@sender.example>|").expect("c");
        for (String recipient : recipients) {
            send("R" + recipient + "|").expect("c");
        }
        return send("DTi|4ABCdef|").send("T");
    }

    /// A whole small message.
    FakeServer message(String... recipients) {
        return addressed(recipients)
                .send("LSubject| hello|")
                .send("N")
                .send("Bfine\r\n")
                .expect("c")
                .send("E");
    }

    FakeServer send(String packet) {
        return raw(number(packet.length()) + packet.replace('|', '\0'));
    }

    /// A packet in which every octet is meant as it stands.
    FakeServer sendExactly(String packet) {
        return raw(number(packet.length()) + packet);
    }

    FakeServer raw(String octets) {
        try {
            out.write(octets.getBytes(StandardCharsets.ISO_8859_1));
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Sends as long as somebody takes it.
    void sendUntilClosed(String packet) {
        try {
            var many = new ByteArrayOutputStream();
            byte[] one =
                    (number(packet.length()) + packet.replace('|', '\0'))
                            .getBytes(StandardCharsets.ISO_8859_1);
            for (int i = 0; i < 100; i++) {
                many.writeBytes(one);
            }
            while (true) {
                out.write(many.toByteArray());
            }
        } catch (IOException _) {
            // That is what was waited for.
        }
    }

    FakeServer expect(String packet) {
        assertThat(read()).isEqualTo(packet.replace('|', '\0'));
        return this;
    }

    /// The next packet begins so; the rest is not of interest.
    FakeServer expectStart(String packet) {
        assertThat(read()).startsWith(packet);
        return this;
    }

    /// The next packet, without its length; empty where the connection was closed.
    String read() {
        try {
            int length = in.readInt();
            return new String(in.readNBytes(length), StandardCharsets.ISO_8859_1);
        } catch (java.io.EOFException | java.net.SocketException _) {
            return "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void expectClosed() {
        assertThat(read()).isEmpty();
    }

    static String number(int value) {
        byte[] octets = ByteBuffer.allocate(4).putInt(value).array();
        return new String(octets, StandardCharsets.ISO_8859_1);
    }

    /// Breaks the connection, so that the next octet to us fails.
    void vanish() throws IOException {
        if (connection instanceof Socket socket) {
            socket.setSoLinger(true, 0);
        }
        close();
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
