package org.postern.app;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/// The completion script for fish, which reads a list of conditions instead of a function.
final class FishCompletion {
    private final StringBuilder script = new StringBuilder();
    private final String program;

    private FishCompletion(String program) {
        this.program = program;
    }

    static String of(CommandSpec top) {
        var writer = new FishCompletion(top.name());
        writer.add(top, List.of());
        return writer.script.toString();
    }

    private void add(CommandSpec verb, List<String> path) {
        String here = path.isEmpty() ? "__fish_use_subcommand" : seen(path, verb);
        for (CommandLine below : verb.subcommands().values()) {
            line(
                    here,
                    "-f -a " + quote(below.getCommandName()),
                    description(below.getCommandSpec()));
        }
        for (OptionSpec option : verb.options()) {
            if (!option.hidden()) {
                line(inside(path), flags(option), String.join(" ", option.description()));
            }
        }
        for (CommandLine below : verb.subcommands().values()) {
            var deeper = new ArrayList<>(path);
            deeper.add(below.getCommandName());
            add(below.getCommandSpec(), deeper);
        }
    }

    private void line(String condition, String what, String description) {
        script.append("complete -c ").append(program).append(" -n ").append(quote(condition));
        script.append(' ').append(what).append(" -d ").append(quote(description)).append('\n');
    }

    private static String seen(List<String> path, CommandSpec verb) {
        String deeper = String.join(" ", verb.subcommands().keySet());
        return inside(path)
                + (deeper.isEmpty() ? "" : "; and not __fish_seen_subcommand_from " + deeper);
    }

    private static String inside(List<String> path) {
        if (path.isEmpty()) {
            return "__fish_use_subcommand";
        }
        return String.join(
                "; and ",
                path.stream().map(word -> "__fish_seen_subcommand_from " + word).toList());
    }

    private static String flags(OptionSpec option) {
        var flags = new StringBuilder();
        for (String name : option.names()) {
            flags.append(
                    name.startsWith("--")
                            ? " -l " + name.substring(2)
                            : " -s " + name.substring(1));
        }
        if (option.arity().max() > 0) {
            flags.append(" -r");
            if (option.completionCandidates() != null) {
                flags.append(" -f -a ")
                        .append(quote(String.join(" ", option.completionCandidates())));
            }
        }
        return flags.toString().strip();
    }

    private static String description(CommandSpec verb) {
        return String.join(" ", verb.usageMessage().description());
    }

    private static String quote(String text) {
        return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
    }
}
