package org.postern.app;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;

/// The run from which the launcher makes the AOT cache: it uses what a start uses, so that the next start finds those
/// classes loaded and linked. Its first argument is an empty directory that may be written to.
final class Training {
    private Training() {}

    public static void main(String[] args) throws IOException {
        try (var nowhere = new PrintWriter(Writer.nullWriter())) {
            var line = Postern.commandLine().setOut(nowhere).setErr(nowhere);
            line.execute("--help");
            line.execute("version", "--json");
        }
    }
}
