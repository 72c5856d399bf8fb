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
        throw Complaint.usage("this verb works in a checkout only, as ./" + spec().qualifiedName());
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
                names = "--without-root",
                description = "Not those that need root, which are named at the end.")
        private boolean withoutRoot;

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
            description = "Measure Postern beside other mail servers (in a checkout).",
            subcommands = Kill.class)
    static final class Bench extends OutsideVerb {
        @Option(
                names = "--runs",
                paramLabel = "N",
                description = "Runs of each server, and starts. Default: 5, with --quick 3.")
        private String runs = "";

        @Option(
                names = "--seconds",
                paramLabel = "N",
                description = "About how long one run takes. Default: 10, with --quick 4.")
        private String seconds = "";

        @Option(
                names = "--messages",
                paramLabel = "N",
                description = "Messages in each run, instead of --seconds.")
        private String messages = "";

        @Option(
                names = "--only",
                paramLabel = "PART",
                description = "What to measure. May be repeated. Default: everything.")
        private List<String> only = List.of();

        @Option(
                names = "--soak",
                paramLabel = "TIME",
                description = "Load before memory is read. Default: 10m, with --quick 60s.")
        private String soak = "";

        @Option(
                names = "--work",
                paramLabel = "DIRECTORY",
                description = "A directory on a real disk. Default: /var/tmp.")
        private String work = "";

        @Option(names = "--quick", description = "Shorter, for a look.")
        private boolean quick;

        @Option(names = "--json", description = "Print one JSON object.")
        private boolean json;
    }

    @Command(
            name = "kill",
            description =
                    "Kill the gateway again and again, and look for lost mail (in a checkout).")
    static final class Kill extends OutsideVerb {
        @Option(
                names = "--rounds",
                paramLabel = "N",
                description = "How often something is killed. Default: 20.")
        private String rounds = "";

        @Option(
                names = "--clients",
                paramLabel = "N",
                description = "Clients at a time, a third of them for each way. Default: 9.")
        private String clients = "";

        @Option(
                names = "--seed",
                paramLabel = "N",
                description = "Makes the same choices again; the moments still differ.")
        private String seed = "";

        @Option(
                names = "--early",
                description = "Plant a fault that loses mail, which this must find.")
        private boolean early;

        @Option(
                names = "--work",
                paramLabel = "DIRECTORY",
                description = "A directory on a real disk. Default: /var/tmp.")
        private String work = "";
    }
}
