package org.postern.acceptance;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/// A client that says exactly what it is told to, and waits a minute at most for an answer.
final class Client implements AutoCloseable {
    /// What follows the subject of a message that has two readings, which is held.
    static final String HELD =
            "MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=a; boundary=b\r\n\r\n--a\r\n\r\nx\r\n--a--\r\n";

    /// What follows the subject of one that passes.
    static final String CLEAN = "\r\nHello\r\n";

    private static final int PATIENCE = 60_000;

    private final Socket socket;
    private final InputStream in;

    private Client(Socket socket) throws IOException {
        this.socket = socket;
        socket.setSoTimeout(PATIENCE);
        in = new BufferedInputStream(socket.getInputStream());
    }

    /// Connects, and waits for nothing.
    static Client connect(InetSocketAddress edge) throws IOException {
        return new Client(new Socket(edge.getAddress(), edge.getPort()));
    }

    /// Connects from an address of this machine, and waits for nothing.
    static Client connect(InetAddress from, InetSocketAddress edge) throws IOException {
        return new Client(new Socket(edge.getAddress(), edge.getPort(), from, 0));
    }

    /// Connects by TLS, with whatever certificate, and waits for nothing.
    static Client connectByTls(InetSocketAddress server)
            throws IOException, GeneralSecurityException {
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(null, new TrustManager[] {new Trusting()}, null);
        return new Client(
                tls.getSocketFactory().createSocket(server.getAddress(), server.getPort()));
    }

    private static final class Trusting implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String kind) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String kind) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }

    /// Connects, and goes on until content may be sent; fails where an answer is not positive.
    static Client inData(InetSocketAddress edge, String recipient) throws IOException {
        Client client = connect(edge);
        String answer = client.envelope(recipient);
        if (!answer.startsWith("354")) {
            throw new IOException("instead of 354: " + answer);
        }
        return client;
    }

    /// Sends one message over a connection of its own; the answer that ended it.
    static String send(InetSocketAddress edge, String recipient, String subject, String rest)
            throws IOException {
        try (Client client = connect(edge)) {
            return client.message(recipient, subject, rest);
        }
    }

    /// One message over this connection, which is new; the answer that ended it.
    String message(String recipient, String subject, String rest) throws IOException {
        String answer = envelope(recipient);
        return answer.startsWith("354") ? end("Subject: " + subject + "\r\n" + rest) : answer;
    }

    /// From the greeting to DATA; the first answer that is not positive, or that to DATA.
    private String envelope(String recipient) throws IOException {
        String answer = reply();
        for (String command :
                new String[] {
                    "EHLO client.example.org",
                    "MAIL FROM:<a@client.example.org>",
                    "RCPT TO:<" + recipient + ">",
                    "DATA"
                }) {
            if (answer.charAt(0) != '2') {
                return answer;
            }
            answer = say(command);
        }
        return answer;
    }

    /// The rest of a message and the final dot; the answer to it.
    String end(String rest) throws IOException {
        write(rest + ".\r\n");
        return reply();
    }

    /// One command; the last line of its answer.
    String say(String command) throws IOException {
        write(command + "\r\n");
        return reply();
    }

    void write(String octets) throws IOException {
        socket.getOutputStream().write(octets.getBytes(StandardCharsets.ISO_8859_1));
    }

    /// The last line of the next answer.
    String reply() throws IOException {
        return answer().getLast();
    }

    /// All lines of the next answer.
    List<String> answer() throws IOException {
        var lines = new ArrayList<String>();
        do {
            lines.add(line());
        } while (lines.getLast().length() > 3 && lines.getLast().charAt(3) == '-');
        return lines;
    }

    /// Up to CRLF: other servers repeat in a reply whatever stood in the command.
    private String line() throws IOException {
        var line = new StringBuilder();
        while (line.length() < 2
                || line.charAt(line.length() - 2) != '\r'
                || line.charAt(line.length() - 1) != '\n') {
            int octet = in.read();
            if (octet < 0) {
                throw new EOFException("closed");
            }
            line.append((char) octet);
        }
        return line.substring(0, line.length() - 2);
    }

    /// Our port, by which the other side's system calls can be told apart.
    int port() {
        return socket.getLocalPort();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
