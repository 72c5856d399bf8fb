package org.postern.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.List;

/// A running mail server under measurement, with the sink as its next hop.
sealed interface Contestant extends AutoCloseable
        permits PostfixRelay, PosternGateway, HookedPostfix {
    String name();

    /// Where on loopback it takes mail.
    int port();

    /// What was set for the measurement, for the reader of the figures.
    String shown();

    /// Waits until nothing is left to do for any message it took.
    ///
    /// @throws org.postern.app.Complaint something is left after `limit`
    void awaitNothingLeft(Duration limit) throws IOException, InterruptedException;

    /// The processes it consists of; what they started belongs to it too.
    List<Long> pids() throws IOException;

    @Override
    void close() throws IOException;
}
