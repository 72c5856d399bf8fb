package org.postern.app;

import picocli.CommandLine.ParameterException;

/// A verb that only gathers others, such as `postern hold`, which wants `list`, `show`, `release` or `delete` behind it.
public abstract class VerbGroup extends Verb {
    @Override
    public final Integer call() {
        throw new ParameterException(
                spec().commandLine(),
                "one of these must follow: " + String.join(", ", spec().subcommands().keySet()));
    }
}
