package org.postern.app;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// One word of the command line, such as `version` in `postern version`. A verb has an own class, declares its options
/// as fields, and answers with one of the codes in [Exit]; it may throw a [Complaint] at any time.
@Command(
        mixinStandardHelpOptions = false,
        sortOptions = false,
        usageHelpAutoWidth = true,
        exitCodeListHeading = "%nExit codes:%n",
        descriptionHeading = "%n",
        parameterListHeading = "%n",
        optionListHeading = "%n")
public abstract class Verb implements Callable<Integer> {
    @Spec private CommandSpec spec;

    /// The launcher reads it and leaves [Home] to know; it stands here for the help and for completion.
    @Option(
            names = "--data",
            paramLabel = "DIR",
            description =
                    "The data directory. Default: POSTERN_DATA, else data in the checkout or"
                            + " /var/lib/postern.",
            order = 999)
    @SuppressWarnings("UnusedVariable")
    private String data = "";

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Say what this verb does.",
            order = 1000)
    @SuppressWarnings("UnusedVariable") // picocli reads it
    private boolean help;

    /// Does what was asked for and returns a code of [Exit].
    @Override
    public abstract Integer call() throws Exception;

    protected final CommandSpec spec() {
        return spec;
    }

    /// Standard output, where the answer goes.
    protected final PrintWriter out() {
        return spec.commandLine().getOut();
    }

    /// Standard error, where complaints and progress go.
    protected final PrintWriter err() {
        return spec.commandLine().getErr();
    }
}
