package org.postern.receive;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/// A client that sends exactly the octets it is told to, when it is told to. Every wait for the server has an end.
public final class RawClient implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final Socket plain;
    private Socket socket;
    private InputStream in;
    private OutputStream out;

    private RawClient(Socket plain) throws IOException {
        this.plain = plain;
        this.socket = plain;
        this.in = plain.getInputStream();
        this.out = plain.getOutputStream();
    }

    /// Connects; the greeting is still to be read.
    public static RawClient connect(InetSocketAddress server) {
        return connect(server, 0);
    }

    /// Connects with a receive buffer of a size, 0 for the system's own.
    public static RawClient connect(InetSocketAddress server, int receiveBuffer) {
        try {
            var socket = new Socket();
            if (receiveBuffer > 0) {
                socket.setReceiveBufferSize(receiveBuffer);
            }
            socket.setTcpNoDelay(true);
            socket.setSoTimeout((int) PATIENCE.toMillis());
            socket.connect(server, (int) PATIENCE.toMillis());
            return new RawClient(socket);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Connects, reads the greeting and says EHLO.
    public static RawClient greeted(InetSocketAddress server) {
        return connect(server).expect("220").hello();
    }

    public RawClient hello() {
        return line("EHLO client.example").expect("250");
    }

    /// Sends octets, one for each character, in one write.
    public RawClient send(String octets) {
        try {
            out.write(octets.getBytes(StandardCharsets.ISO_8859_1));
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    /// Sends octets; a server that has closed already is no error.
    public RawClient sendIfOpen(String octets) {
        try {
            out.write(octets.getBytes(StandardCharsets.ISO_8859_1));
            out.flush();
        } catch (IOException _) {
            // The test looks at what the server said before.
        }
        return this;
    }

    public RawClient line(String line) {
        return send(line + "\r\n");
    }

    /// Sends octets in two writes.
    public RawClient split(String octets, int at) {
        return send(octets.substring(0, at)).sendIfOpen(octets.substring(at));
    }

    /// Reads one reply of one or more lines.
    public RawClient expect(String beginning) {
        assertThat(reply()).startsWith(beginning);
        return this;
    }

    /// One reply, its lines joined by `|`; empty if the server closed.
    public String reply() {
        var lines = new ArrayList<String>();
        while (true) {
            String line = readLine();
            if (line.isEmpty()) {
                return String.join("|", lines);
            }
            lines.add(line);
            if (line.length() < 4 || line.charAt(3) != '-') {
                return String.join("|", lines);
            }
        }
    }

    /// Reads what is left until the server closes, reply by reply.
    public List<String> repliesToTheEnd() {
        var replies = new ArrayList<String>();
        while (true) {
            String reply = reply();
            if (reply.isEmpty()) {
                return replies;
            }
            replies.add(reply);
        }
    }

    /// Fails unless the server closes without another octet.
    public RawClient expectClosed() {
        assertThat(reply()).isEmpty();
        return this;
    }

    private String readLine() {
        var line = new StringBuilder();
        try {
            int octet;
            while ((octet = in.read()) >= 0) {
                if (octet == '\n') {
                    return line.toString().strip();
                }
                line.append((char) octet);
            }
        } catch (SocketException | SSLException _) {
            return "";
        } catch (IOException e) {
            throw new UncheckedIOException("after: " + line, e);
        }
        return line.toString();
    }

    /// Begins a transaction up to the reply 354.
    public RawClient data(String sender, String... recipients) {
        line("MAIL FROM:<" + sender + ">").expect("250");
        for (String recipient : recipients) {
            line("RCPT TO:<" + recipient + ">").expect("250");
        }
        return line("DATA").expect("354");
    }

    /// Says STARTTLS and makes the handshake; any certificate will do.
    public RawClient startTls() {
        line("STARTTLS").expect("220");
        return handshake();
    }

    public RawClient handshake() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {new TrustsAll()}, null);
            // The connection stays open when TLS is closed, so that a test can go on in clear.
            var secured =
                    (SSLSocket)
                            context.getSocketFactory()
                                    .createSocket(plain, "server.example", 0, false);
            secured.startHandshake();
            socket = secured;
            in = secured.getInputStream();
            out = secured.getOutputStream();
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    /// The certificate that the server showed.
    public X509Certificate certificate() {
        try {
            return (X509Certificate) ((SSLSocket) socket).getSession().getPeerCertificates()[0];
        } catch (SSLException e) {
            throw new AssertionError(e);
        }
    }

    public String protocol() {
        return ((SSLSocket) socket).getSession().getProtocol();
    }

    /// Ends TLS as TLS says; what is sent from now on is sent in clear.
    public RawClient closeNotify() {
        try {
            socket.close();
            socket = plain;
            in = plain.getInputStream();
            out = plain.getOutputStream();
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Sends no more, and still reads.
    public RawClient halfClose() {
        try {
            plain.shutdownOutput();
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Cuts the connection with RST.
    public void reset() {
        try {
            plain.setSoLinger(true, 0);
            plain.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            plain.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static final class TrustsAll implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String kind) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String kind) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
