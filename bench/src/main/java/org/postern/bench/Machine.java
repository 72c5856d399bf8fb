package org.postern.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/// What the figures were measured on.
///
/// @param load average over the last minute before the measurement; near zero on a machine that is ours alone
/// @param syslog whether a log daemon takes what Postfix says
record Machine(
        int processors,
        long memory,
        String kernel,
        String java,
        double load,
        String disk,
        boolean syslog) {

    /// @param place the directory in which both have their data
    static Machine of(Path place) throws IOException {
        long memory = Readings.octets(read("/proc/meminfo"), "MemTotal").orElse(0);
        double load = Double.parseDouble(read("/proc/loadavg").split(" ", -1)[0]);
        var disk = Files.getFileStore(place);
        return new Machine(
                Runtime.getRuntime().availableProcessors(),
                memory,
                System.getProperty("os.name") + " " + System.getProperty("os.version"),
                System.getProperty("java.vm.version") + " " + System.getProperty("java.vendor"),
                load,
                disk.type() + " on " + disk.name(),
                Files.exists(Path.of("/dev/log")));
    }

    /// Is somebody else busy here, so that figures say little?
    boolean isBusy() {
        return load > processors / 2.0;
    }

    String print() {
        return String.format(
                Locale.ROOT,
                "%d processors, %.0f GiB, %s, Java %s, %s, %s, load %.1f",
                processors,
                memory / (double) (1 << 30),
                kernel,
                java,
                disk,
                syslog ? "with a log daemon" : "no log daemon",
                load);
    }

    static boolean isRoot() {
        return System.getProperty("user.name", "").equals("root");
    }

    /// A file of /proc.
    static String read(String file) throws IOException {
        return new String(Files.readAllBytes(Path.of(file)), StandardCharsets.UTF_8);
    }
}
