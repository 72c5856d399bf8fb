package org.postern.deliver;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SSLSocket;
import org.postern.mail.smtp.AuthAnswer;
import org.postern.mail.smtp.Capabilities;
import org.postern.mail.smtp.ClientCommand;
import org.postern.mail.smtp.Reply;
import org.postern.mail.smtp.ReplyReader;
import org.postern.mail.smtp.WireInput;

/// One SMTP connection to a next hop. Every wait has a limit. For one thread at a time, except [#closeIfLate], which
/// another thread calls often.
///
/// Limits are kept by closing the socket from outside: a socket's own time limit holds for reading only, and a server that
/// takes one octet a minute would hold us for ever.
final class Connection {
    private static final long NEVER = Long.MAX_VALUE;

    private final SocketChannel channel;
    private WireInput in;
    private ReplyReader replies;
    private OutputStream out;
    private Capabilities can = Capabilities.NONE;
    private boolean loggedIn;
    private int messages;
    private long limitNanos;
    private long deadlineNanos;

    private volatile long idleSince;
    private volatile long lateAt = NEVER;
    private volatile String awaited = "nothing";
    private volatile boolean late;

    /// @param channel connected, and ours from now on
    Connection(SocketChannel channel) throws IOException {
        this.channel = channel;
        this.in = new WireInput(channel.socket().getInputStream());
        this.replies = new ReplyReader(in);
        this.out = channel.socket().getOutputStream();
    }

    /// Limits the next wait, and names it for whoever reads about its failure. Each block that leaves renews the limit, but
    /// not the deadline.
    void await(String what, Duration limit, long deadline) {
        awaited = what;
        limitNanos = limit.toNanos();
        deadlineNanos = deadline;
        renew();
    }

    private void renew() {
        long until = System.nanoTime() + limitNanos;
        lateAt = until - deadlineNanos > 0 ? deadlineNanos : until;
    }

    /// Says that nobody waits for anything.
    void rest() {
        lateAt = NEVER;
        idleSince = System.nanoTime();
    }

    void closeIfLate(long now) {
        long limit = lateAt;
        if (limit != NEVER && now - limit >= 0) {
            late = true;
            close();
        }
    }

    long idleSince() {
        return idleSince;
    }

    /// Sends commands in one write; nothing the server said may be left by then.
    void send(List<ClientCommand> commands) throws IOException {
        if (in.buffered() > 0) {
            throw new IOException("sent a reply to no command");
        }
        byte[] octets = ClientCommand.encode(commands);
        out.write(octets, 0, octets.length);
    }

    void send(ClientCommand command) throws IOException {
        send(List.of(command));
    }

    /// Sends the answer to a challenge.
    void send(AuthAnswer answer) throws IOException {
        byte[] octets = answer.encode();
        out.write(octets, 0, octets.length);
    }

    /// Sends a block of content.
    void write(byte[] octets, int offset, int length) throws IOException {
        renew();
        out.write(octets, offset, length);
    }

    /// Reads the next reply.
    ///
    /// @throws IOException there is none, or it is none; the connection is of no more use
    Reply listen() throws IOException {
        return switch (replies.read()) {
            case ReplyReader.Result.Received(Reply reply) -> reply;
            case ReplyReader.Result.Malformed(String why) ->
                    throw new IOException("sent what is no reply: " + why);
            case ReplyReader.Result.Closed _ -> throw new IOException("closed the connection");
        };
    }

    Capabilities can() {
        return can;
    }

    void can(Capabilities capabilities) {
        this.can = capabilities;
    }

    /// Whether the server knows who we are.
    boolean isLoggedIn() {
        return loggedIn;
    }

    void loggedIn() {
        loggedIn = true;
    }

    /// Counts a message and says how many went over this connection.
    int count() {
        return ++messages;
    }

    /// Encrypts from here on. What the server said before the handshake may be somebody else's (CVE-2021-38371).
    ///
    /// @param verify whether the server must show a trusted certificate for the host
    void encrypt(Encryption encryption, boolean verify, String host) throws IOException {
        if (in.buffered() > 0) {
            throw new IOException("sent octets ahead of the TLS handshake");
        }
        can = Capabilities.NONE;
        var plain = channel.socket();
        SSLSocket socket = encryption.over(plain, host, verify);
        socket.startHandshake();
        in = new WireInput(socket.getInputStream());
        replies = new ReplyReader(in);
        out = socket.getOutputStream();
    }

    /// Whether the connection stands and nothing came in since the last reply: no end, no farewell, nothing out of step.
    boolean isQuiet() {
        if (in.buffered() > 0 || !isOpen()) {
            return false;
        }
        try {
            channel.configureBlocking(false);
            boolean quiet = channel.read(ByteBuffer.allocate(1)) == 0;
            channel.configureBlocking(true);
            return quiet;
        } catch (IOException _) {
            return false;
        }
    }

    /// What went wrong, in words for an administrator that follow the next hop's name.
    String explain(IOException e) {
        if (late) {
            return "gave no " + awaited + " in time";
        }
        String message = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        return message + " (waiting for " + awaited + ")";
    }

    boolean isOpen() {
        return channel.isOpen();
    }

    /// Takes leave and closes.
    void quit(Duration limit) {
        try {
            await("answer to QUIT", limit, System.nanoTime() + limit.toNanos());
            send(ClientCommand.QUIT);
            listen();
        } catch (IOException _) {
            // It has gone already.
        } finally {
            close();
        }
    }

    void close() {
        try {
            channel.close();
        } catch (IOException _) {
            // Nothing depends on how a connection ends.
        }
    }
}
