package org.postern.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/// Measures two mail servers in turns, with the same client, the same message size and the same sink. A run begins with
/// the first connection, and ends when every message is at the sink and nothing is left to do for any.
///
/// @param shape how much is sent
/// @param progress told each run, in words
record Race(NextHopSink sink, Shape shape, Consumer<String> progress) {
    private static final int FIRST_LOOK = 300;
    private static final int MOST_MESSAGES = 500_000;
    private static final Duration SHORTEST_LIMIT = Duration.ofMinutes(2);

    /// @param runs of each server
    /// @param messages in each run; 0 takes as many as it does in `length`
    /// @param warmUp load before the first run, at least: what runs for months is measured warm, and Java goes on compiling
    ///     for some ten thousand messages
    record Shape(int runs, int messages, Duration length, Duration warmUp) {}

    /// One run of one server.
    ///
    /// @param processor milliseconds of processor time that it took for each message, with its database if it has one,
    ///     without client and sink
    record Run(double perSecond, double processor) {}

    /// A run of each, one after the other.
    record Pair(Run peer, Run ours) {
        double ratio() {
            return ours.perSecond() / peer.perSecond();
        }
    }

    /// All runs with one message size on one medium.
    record Result(String medium, int octets, String peerName, String oursName, List<Pair> pairs) {
        Result {
            pairs = List.copyOf(pairs);
        }

        Spread peer() {
            return Spread.of(pairs, pair -> pair.peer().perSecond());
        }

        Spread ours() {
            return Spread.of(pairs, pair -> pair.ours().perSecond());
        }

        Spread peerProcessor() {
            return Spread.of(pairs, pair -> pair.peer().processor());
        }

        Spread oursProcessor() {
            return Spread.of(pairs, pair -> pair.ours().processor());
        }

        double ratioOfMedians() {
            return ours().median() / peer().median();
        }

        Spread ratios() {
            return Spread.of(pairs, Pair::ratio);
        }
    }

    Result run(String medium, int octets, Contestant peer, Contestant ours)
            throws IOException, InterruptedException {
        int forPeer = warmUp(peer, octets);
        int forOurs = warmUp(ours, octets);
        var pairs = new ArrayList<Pair>();
        for (int run = 1; run <= shape.runs(); run++) {
            var pair = new Pair(measure(peer, forPeer, octets), measure(ours, forOurs, octets));
            pairs.add(pair);
            progress.accept(
                    String.format(
                            Locale.ROOT,
                            "%s, %s, run %d: %s %.0f/s, %s %.0f/s, ratio %.2f",
                            Report.size(octets),
                            medium,
                            run,
                            peer.name(),
                            pair.peer().perSecond(),
                            ours.name(),
                            pair.ours().perSecond(),
                            pair.ratio()));
        }
        return new Result(medium, octets, peer.name(), ours.name(), pairs);
    }

    /// Runs a server warm, and returns how many messages one run of it takes. A cold server is so slow that its first
    /// rate says little: it is asked again from slice to slice.
    private int warmUp(Contestant server, int octets) throws IOException, InterruptedException {
        long until = System.nanoTime() + shape.warmUp().toNanos();
        double rate = measure(server, FIRST_LOOK, octets).perSecond();
        do {
            rate = measure(server, worth(rate, shape.length()), octets).perSecond();
        } while (System.nanoTime() - until < 0);
        return shape.messages() > 0 ? shape.messages() : worth(rate, shape.length());
    }

    private static int worth(double perSecond, Duration length) {
        return Math.clamp(
                Math.round(perSecond * length.toMillis() / 1000), FIRST_LOOK, MOST_MESSAGES);
    }

    private Run measure(Contestant server, int messages, int octets)
            throws IOException, InterruptedException {
        // What the run before left unwritten is not to be this one's burden.
        Programs.run(SHORTEST_LIMIT, List.of("sync"));
        Duration limit = SHORTEST_LIMIT.plus(shape.length().plus(shape.warmUp()).multipliedBy(5));
        long before = sink.messages();
        double processor = Processes.seconds(server.pids());
        long start = System.nanoTime();
        Client.send(server.port(), messages, octets, limit);
        server.awaitNothingLeft(limit);
        double seconds = (System.nanoTime() - start) / 1e9;
        sink.expect(before + messages);
        double millis = 1000 * (Processes.seconds(server.pids()) - processor);
        return new Run(messages / seconds, millis / messages);
    }
}
