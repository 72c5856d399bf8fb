package org.postern.acceptance;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// The checkout under test, and its launcher.
final class Checkout {
    /// Where Maven runs the tests of this module.
    static final Path HOME = Path.of("..").toAbsolutePath().normalize();

    private Checkout() {}

    /// What a command printed and how it ended.
    record Answer(int exit, String out, String err) {}

    static boolean isRoot() {
        return ProcessHandle.current().info().user().orElse("").equals("root");
    }

    /// Runs `./postern` of a checkout with more in its environment; an empty value takes a variable away.
    static Answer postern(Path home, Map<String, String> environment, String... args)
            throws IOException, InterruptedException {
        var command = new ArrayList<String>();
        command.add(home.resolve("postern").toString());
        command.addAll(List.of(args));
        return run(environment, command);
    }

    /// Runs a command to its end, with nothing on its standard input.
    static Answer run(Map<String, String> environment, List<String> command)
            throws IOException, InterruptedException {
        Path out = Files.createTempFile("postern-out", ".txt");
        Path err = Files.createTempFile("postern-err", ".txt");
        var builder =
                new ProcessBuilder(command)
                        .redirectOutput(out.toFile())
                        .redirectError(err.toFile());
        builder.redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
        builder.environment().remove("JAVA_TOOL_OPTIONS");
        builder.environment().remove("POSTERN_DATA");
        environment.forEach((name, value) -> {
            if (value.isEmpty()) {
                builder.environment().remove(name);
            } else {
                builder.environment().put(name, value);
            }
        });
        Process process = builder.start();
        try {
            if (!process.waitFor(3, TimeUnit.MINUTES)) {
                throw new IOException("no end: " + command);
            }
            return new Answer(
                    process.exitValue(),
                    Files.readString(out, StandardCharsets.UTF_8),
                    Files.readString(err, StandardCharsets.UTF_8));
        } finally {
            process.destroyForcibly();
            Files.delete(out);
            Files.delete(err);
        }
    }
}
