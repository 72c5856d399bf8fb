package org.postern.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.List;

/// The client of everybody: `smtp-source` with ten sessions and a new connection for each message.
final class Client {
    static final int SESSIONS = 10;

    private static final String PROGRAM = "/usr/sbin/smtp-source";

    private Client() {}

    /// Sends messages, and returns when all are accepted.
    ///
    /// @param octets of the body; the header comes on top
    /// @throws org.postern.app.Complaint one was not accepted, or it took longer than `limit`
    static void send(int port, int messages, int octets, Duration limit)
            throws IOException, InterruptedException {
        Programs.run(
                limit,
                List.of(
                        PROGRAM,
                        "-s",
                        Integer.toString(SESSIONS),
                        "-m",
                        Integer.toString(messages),
                        "-l",
                        Integer.toString(octets),
                        "-f",
                        Talk.SENDER,
                        "-t",
                        Talk.RECIPIENT,
                        "127.0.0.1:" + port));
    }
}
