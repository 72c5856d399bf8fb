package org.postern.app;

import java.io.PrintWriter;
import java.io.StringWriter;

/// What a command line, run inside the test, answered.
public record CommandLineAnswer(int exit, String out, String err) {

    /// Runs `postern ARGS…`.
    public static CommandLineAnswer to(String... args) {
        var out = new StringWriter();
        var err = new StringWriter();
        int exit =
                Postern.commandLine()
                        .setOut(new PrintWriter(out, true))
                        .setErr(new PrintWriter(err, true))
                        .execute(args);
        return new CommandLineAnswer(exit, out.toString(), err.toString());
    }
}
