package org.postern.app;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import org.postern.app.tools.LoadVerb;
import org.postern.app.tools.SendVerb;
import org.postern.app.tools.SinkVerb;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/// The command line: `postern VERB …`. Each verb is a class of its own; [#commandLine] lists them all.
@Command(
        name = "postern",
        description = "A mail security gateway that can say why for every message.",
        synopsisSubcommandLabel = "VERB",
        commandListHeading = "%nVerbs:%n",
        footer = "%nMore about a verb: postern VERB --help")
public final class Postern extends VerbGroup {

    public static void main(String[] args) {
        CommandLine line = commandLine();
        int exit = line.execute(args);
        line.getOut().flush();
        line.getErr().flush();
        System.exit(exit);
    }

    /// All verbs, in the order in which `--help` shows them.
    static CommandLine commandLine() {
        var line = new CommandLine(new Postern());
        line.addSubcommand(new RunVerb());
        line.addSubcommand(new DoctorVerb());
        line.addSubcommand(new SettingsVerb());
        line.addSubcommand(new SiteVerb());
        line.addSubcommand(new LoginsVerb());
        line.addSubcommand(new BlocklistVerb());
        line.addSubcommand(new LogVerb());
        line.addSubcommand(new HoldVerb());
        line.addSubcommand(new QueueVerb());
        line.addSubcommand(new DnsVerb());
        line.addSubcommand(new SpfVerb());
        line.addSubcommand(new Version());
        line.addSubcommand(new OutsideVerb.Test());
        line.addSubcommand(new OutsideVerb.Bench());
        line.addSubcommand(new SendVerb());
        line.addSubcommand(new LoadVerb());
        line.addSubcommand(new SinkVerb());
        line.addSubcommand(new Completion());
        Words.registerAt(line);
        everywhere(line);
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setExecutionExceptionHandler(Postern::failed);
        line.setParameterExceptionHandler(Postern::misunderstood);
        return line;
    }

    private static void everywhere(CommandLine line) {
        line.getCommandSpec().usageMessage().exitCodeList(exitCodes());
        line.getSubcommands().values().forEach(Postern::everywhere);
    }

    private static Map<String, String> exitCodes() {
        var codes = new LinkedHashMap<String, String>();
        for (String code : Exit.HELP) {
            int colon = code.indexOf(':');
            codes.put(code.substring(0, colon), code.substring(colon + 1));
        }
        return codes;
    }

    private static int misunderstood(ParameterException e, String[] args) {
        CommandLine at = e.getCommandLine();
        PrintWriter err = at.getErr();
        err.println(at.getCommandSpec().qualifiedName() + ": " + e.getMessage());
        UnmatchedArgumentException.printSuggestions(e, err);
        err.println("See: " + at.getCommandSpec().qualifiedName() + " --help");
        return Exit.USAGE;
    }

    private static int failed(Exception e, CommandLine at, ParseResult parsed) {
        PrintWriter err = at.getErr();
        if (e instanceof Complaint complaint) {
            err.println(at.getCommandSpec().qualifiedName() + ": " + complaint.getMessage());
            return complaint.exit();
        }
        var trace = new StringWriter();
        e.printStackTrace(new PrintWriter(trace, true));
        err.println("postern: a bug; please report this:\n" + trace);
        return Exit.BUG;
    }
}
