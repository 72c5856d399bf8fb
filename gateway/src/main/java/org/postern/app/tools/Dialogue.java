package org.postern.app.tools;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import org.postern.mail.smtp.Capabilities;
import org.postern.mail.smtp.ClientCommand;
import org.postern.mail.smtp.Reply;
import org.postern.mail.smtp.ReplyReader;
import org.postern.mail.smtp.WireInput;

/// One connection to a mail server, from the client's side. Belongs to one thread.
final class Dialogue implements AutoCloseable {
    private final Socket socket;
    private final OutputStream out;
    private final ReplyReader replies;
    private final Listener listener;

    /// Told of everything that is said.
    interface Listener {
        Listener NOBODY = new Listener() {};

        default void sent(List<ClientCommand> commands) {}

        default void sentContent(long octets) {}

        default void heard(Reply reply) {}
    }

    /// The server said what is no reply, or left.
    static final class Broken extends IOException {
        private static final long serialVersionUID = 1;

        Broken(String why) {
            super(why);
        }
    }

    private Dialogue(Socket socket, Listener listener) throws IOException {
        this.socket = socket;
        this.listener = listener;
        out = socket.getOutputStream();
        replies = new ReplyReader(new WireInput(socket.getInputStream()));
    }

    /// Connects; the greeting is still to be heard.
    ///
    /// @param patience longest wait for the connection and for each reply
    static Dialogue open(InetSocketAddress server, Duration patience, Listener listener)
            throws IOException {
        return open(server, (int) patience.toMillis(), listener);
    }

    /// The same without a limit for each reply: the caller watches, and closes what takes too long. On Linux a socket
    /// with a limit costs three system calls for each read, one without a single call.
    static Dialogue openWatched(InetSocketAddress server) throws IOException {
        return open(server, 0, Listener.NOBODY);
    }

    private static Dialogue open(InetSocketAddress server, int millis, Listener listener)
            throws IOException {
        var socket = new Socket();
        try {
            socket.setTcpNoDelay(true);
            socket.connect(server, millis);
            socket.setSoTimeout(millis);
            return new Dialogue(socket, listener);
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    Reply hear() throws IOException {
        Reply reply =
                switch (replies.read()) {
                    case ReplyReader.Result.Received(Reply received) -> received;
                    case ReplyReader.Result.Malformed(String why) ->
                            throw new Broken("not a reply: " + why);
                    case ReplyReader.Result.Closed() ->
                            throw new Broken("the server closed the connection");
                };
        listener.heard(reply);
        return reply;
    }

    Reply ask(ClientCommand command) throws IOException {
        say(List.of(command));
        return hear();
    }

    /// Sends a group in one write and hears nothing yet.
    void say(List<ClientCommand> group) throws IOException {
        out.write(ClientCommand.encode(group));
        listener.sent(group);
    }

    /// Hears the greeting and says EHLO; the reply that ended it if that was no success.
    Capabilities greet(String name) throws IOException {
        Reply greeting = hear();
        if (!greeting.isPositive()) {
            throw new Refused(greeting);
        }
        Reply hello = ask(ClientCommand.ehlo(name));
        if (!hello.isPositive()) {
            throw new Refused(hello);
        }
        return Capabilities.of(hello);
    }

    /// The server does not want this client, or this message.
    static final class Refused extends IOException {
        private static final long serialVersionUID = 1;
        private final transient Reply reply;

        Refused(Reply reply) {
            super(reply.toString());
            this.reply = reply;
        }

        Reply reply() {
            return reply;
        }
    }

    /// Where content goes that is encoded already, its end included.
    void sayContent(byte[] octets, int length) throws IOException {
        out.write(octets, 0, length);
        listener.sentContent(length);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
