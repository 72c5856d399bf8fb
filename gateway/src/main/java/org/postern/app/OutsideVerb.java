package org.postern.app;

import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// A verb that the launcher script carries out itself, because it needs Maven and a checkout. It stands here so that
/// `--help` and the completion scripts know it and its options, which picocli alone reads.
@SuppressWarnings("UnusedVariable")
abstract class OutsideVerb extends Verb {
    @Override
    public final Integer call() {
        throw Complaint.usage("this verb works in a checkout only, as ./postern " + spec().name());
    }

    @Command(
            name = "test",
            description = "Run the tests and set up what they need (in a checkout).")
    static final class Test extends OutsideVerb {
        @Option(names = "--fast", description = "Only tests without database and network.")
        private boolean fast;

        @Option(names = "--nightly", description = "All tests, then each fuzzer for a minute.")
        private boolean nightly;

        @Option(
                names = "--fuzz",
                paramLabel = "TIME",
                arity = "0..1",
                description = "No tests, but fuzzers, each for so long.")
        private String fuzz = "";

        @Parameters(paramLabel = "NAME", arity = "0..*", description = "Only these tests.")
        private List<String> names = List.of();
    }

    @Command(
            name = "bench",
            description = "Measure Postern beside other mail servers (in a checkout).")
    static final class Bench extends OutsideVerb {}
}
