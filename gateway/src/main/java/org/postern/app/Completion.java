package org.postern.app;

import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;

/// `postern completion`: a script that lets a shell complete the verbs and their options.
@Command(
        name = "completion",
        description = "Print a completion script for a shell.",
        footerHeading = "%nInstall it with one of:%n",
        footer = {
            "  postern completion bash > /etc/bash_completion.d/postern",
            "  postern completion zsh  > \"$${fpath[1]}/_postern\"",
            "  postern completion fish > ~/.config/fish/completions/postern.fish"
        })
final class Completion extends Verb {
    private enum Shell {
        bash,
        zsh,
        fish
    }

    @Parameters(paramLabel = "SHELL", description = "One of: ${COMPLETION-CANDIDATES}.")
    private Shell shell;

    @Override
    public Integer call() {
        CommandSpec top = spec().root();
        out().print(
                        switch (shell) {
                            case bash -> AutoComplete.bash(top.name(), top.commandLine());
                            case zsh ->
                                    "#compdef "
                                            + top.name()
                                            + "\n"
                                            + ZSH
                                            + AutoComplete.bash(top.name(), top.commandLine());
                            case fish -> FishCompletion.of(top);
                        });
        return Exit.OK;
    }

    /// Lets zsh read the script for bash, which is what its own manual offers for this.
    private static final String ZSH =
            """
            autoload -U +X compinit && compinit
            autoload -U +X bashcompinit && bashcompinit
            """;
}
