package org.postern.app;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// What the kernel lets this process do.
final class Privileges {
    private static final int CAP_NET_BIND_SERVICE = 10;

    private Privileges() {}

    /// Whether port 25 may be bound: by a capability, or because this machine lets everybody.
    static boolean canBindPort25() {
        return canBindPort25(Path.of("/proc"));
    }

    /// Words in front of a command that shall not inherit what only the edge needs: the capability to bind low ports
    /// would go on to a child otherwise. Empty where there is nothing to inherit.
    static List<String> withoutAny() {
        Path setpriv = Path.of("/usr/bin/setpriv");
        boolean inherited = hasBit(Path.of("/proc"), "CapAmb:");
        return inherited && Files.isExecutable(setpriv)
                ? List.of(setpriv.toString(), "--ambient-caps=-all", "--inh-caps=-all")
                : List.of();
    }

    static boolean canBindPort25(Path proc) {
        try {
            Path start = proc.resolve("sys/net/ipv4/ip_unprivileged_port_start");
            if (Files.exists(start) && Integer.parseInt(readAtOnce(start)) <= 25) {
                return true;
            }
            return hasBit(proc, "CapEff:");
        } catch (IOException | NumberFormatException _) {
            return false;
        }
    }

    /// The kernel gives a number of its own to the first read only: who reads on after one octet has `1` of `1024`.
    static String readAtOnce(Path file) throws IOException {
        byte[] octets = new byte[64];
        try (InputStream in = Files.newInputStream(file)) {
            int count = in.read(octets);
            return new String(octets, 0, Math.max(0, count), StandardCharsets.US_ASCII).strip();
        }
    }

    private static boolean hasBit(Path proc, String set) {
        try {
            for (String line : Files.readAllLines(proc.resolve("self/status"))) {
                if (line.startsWith(set)) {
                    long bits = Long.parseUnsignedLong(line.substring(set.length()).strip(), 16);
                    return (bits >>> CAP_NET_BIND_SERVICE & 1) == 1;
                }
            }
            return false;
        } catch (IOException | NumberFormatException _) {
            return false;
        }
    }
}
