package org.postern.app;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Path;
import java.util.Map;
import org.postern.settings.SettingsProblem;
import org.postern.store.DataDirectory;
import picocli.CommandLine;

/// The run from which the launcher makes the AOT cache: a whole gateway on a data directory of its own starts, passes some
/// thousand messages through, starts again, queues as many, and stops, so that the next start finds those classes loaded
/// and linked, and knows which methods are worth compiling. Its first argument is an empty directory that may be written
/// to.
final class Training {
    private static final String MESSAGES = "2000";
    private static final String LISTEN = "edge.listen";
    private static final String BLOCKLIST = "blocklist.listen";
    private static final String LOOPBACK = "127.0.0.1:0";

    private Training() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        try (var nowhere = new PrintWriter(Writer.nullWriter())) {
            var line = Postern.commandLine().setOut(nowhere).setErr(nowhere);
            line.execute("run", "--help");
            line.execute("version", "--json");
            var data = new DataDirectory(Path.of(args[0], "data"));
            takeMail(data, Map.of(LISTEN, LOOPBACK, BLOCKLIST, LOOPBACK), line);
            takeMail(
                    data,
                    Map.of(LISTEN, LOOPBACK, BLOCKLIST, LOOPBACK, "queue.first", "inbound"),
                    line);
        } catch (Gateway.Failure | SettingsProblem e) {
            // What was loaded until then still makes a useful cache.
            System.err.println("training ended early: " + e.getMessage());
        }
    }

    private static void takeMail(
            DataDirectory data, Map<String, String> overrides, CommandLine line)
            throws Gateway.Failure, SettingsProblem, InterruptedException {
        NodeSettings settings = NodeSettings.read(data, overrides);
        try (Gateway gateway = Gateway.start(settings, data)) {
            String server = ServerAddress.print(gateway.doors().edge().getFirst());
            line.execute("load", "--server", server, "--messages", MESSAGES);
            line.execute("load", "--server", server, "--messages", MESSAGES, "--reuse");
        }
    }
}
