package org.postern.app;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import org.postern.doctor.ListenerCheck.Declared;
import org.postern.journey.NextHop;
import org.postern.sink.Behaviour;
import org.postern.sink.Shelf;
import org.postern.sink.Sink;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Where the mail of a site without domains goes; declared among the doors for as long as it listens. Thread-safe.
final class ExampleSink implements LiveSite.BuiltInSink, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ExampleSink.class);

    private final Doors doors;
    private Optional<Sink> open = Optional.empty();

    ExampleSink(Doors doors) {
        this.doors = doors;
    }

    @Override
    public synchronized NextHop open() {
        Sink sink = open.orElseGet(this::start);
        open = Optional.of(sink);
        return new NextHop("127.0.0.1", sink.port());
    }

    private Sink start() {
        try {
            Sink sink = Sink.start(Behaviour.GOOD, new Shelf.Nothing());
            doors.declare(declared(sink));
            return sink;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public synchronized void close() {
        open.ifPresent(sink -> {
            doors.withdraw(declared(sink));
            try {
                sink.close();
            } catch (IOException e) {
                LOG.error("cannot close the built-in sink", e);
            }
        });
        open = Optional.empty();
    }

    private static Declared declared(Sink sink) {
        return new Declared("built-in sink", sink.address(), false);
    }
}
