package org.postern.app;

import picocli.CommandLine.Command;

/// A verb that the launcher script carries out itself, because it needs Maven and a checkout. It stands here so that
/// `--help` and the completion scripts know it.
abstract class OutsideVerb extends Verb {
    @Override
    public final Integer call() {
        throw Complaint.usage("this verb works in a checkout only, as ./postern " + spec().name());
    }

    @Command(
            name = "test",
            description = "Run the tests and set up what they need (in a checkout).")
    static final class Test extends OutsideVerb {}

    @Command(
            name = "bench",
            description = "Measure Postern beside other mail servers (in a checkout).")
    static final class Bench extends OutsideVerb {}
}
