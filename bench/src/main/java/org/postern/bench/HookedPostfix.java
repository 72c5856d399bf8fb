package org.postern.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/// Postfix with a program beside it that looks at the mail.
///
/// @param name of both
record HookedPostfix(String name, PostfixRelay postfix, Beside beside) implements Contestant {

    /// The program.
    interface Beside extends AutoCloseable {
        /// What was set for the measurement, for the reader of the figures.
        String shown();

        void awaitNothingLeft(Duration limit) throws IOException, InterruptedException;

        List<Long> pids() throws IOException;

        @Override
        void close() throws IOException;
    }

    @Override
    public int port() {
        return postfix.port();
    }

    @Override
    public String shown() {
        return postfix.shown() + beside.shown();
    }

    @Override
    public void awaitNothingLeft(Duration limit) throws IOException, InterruptedException {
        postfix.awaitNothingLeft(limit);
        beside.awaitNothingLeft(limit);
        postfix.awaitNothingLeft(limit);
    }

    @Override
    public List<Long> pids() throws IOException {
        return Stream.concat(postfix.pids().stream(), beside.pids().stream()).toList();
    }

    @Override
    public void close() throws IOException {
        postfix.close();
        beside.close();
    }
}
