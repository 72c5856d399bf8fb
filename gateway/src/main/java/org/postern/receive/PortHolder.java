package org.postern.receive;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Finds out who listens on a port, from what the kernel shows in `/proc`.
public final class PortHolder {
    private static final String LISTENING = "0A";

    private PortHolder() {}

    /// Says who holds a port, for the end of a sentence: `program (process 4711)`, or as much of it as may be known.
    public static String of(int port) {
        return of(port, Path.of("/proc"));
    }

    static String of(int port, Path proc) {
        var inodes = new HashSet<String>();
        var users = new HashSet<String>();
        for (String table : List.of("net/tcp", "net/tcp6")) {
            listeners(proc.resolve(table), port, inodes, users);
        }
        if (inodes.isEmpty()) {
            return "an unknown process";
        }
        return process(proc, inodes)
                .orElseGet(() -> "a process of user number " + String.join(" or ", users));
    }

    private static void listeners(Path table, int port, Set<String> inodes, Set<String> users) {
        String local = ":" + String.format("%04X", port);
        try {
            for (String line : Files.readAllLines(table, StandardCharsets.US_ASCII)) {
                String[] fields = line.strip().split(" +", -1);
                if (fields.length > 9 && fields[1].endsWith(local) && fields[3].equals(LISTENING)) {
                    users.add(fields[7]);
                    inodes.add("socket:[" + fields[9] + "]");
                }
            }
        } catch (IOException _) {
            // Without the table the holder stays unknown.
        }
    }

    private static Optional<String> process(Path proc, Set<String> inodes) {
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(proc, "[1-9]*")) {
            for (Path process : processes) {
                if (holds(process.resolve("fd"), inodes)) {
                    return Optional.of(name(process) + " (process " + process.getFileName() + ")");
                }
            }
        } catch (IOException | DirectoryIteratorException _) {
            // Processes come and go.
        }
        return Optional.empty();
    }

    private static boolean holds(Path descriptors, Set<String> inodes) {
        try (DirectoryStream<Path> all = Files.newDirectoryStream(descriptors)) {
            for (Path one : all) {
                if (pointsTo(one, inodes)) {
                    return true;
                }
            }
        } catch (IOException | DirectoryIteratorException _) {
            // Of another user, or gone.
        }
        return false;
    }

    private static boolean pointsTo(Path descriptor, Set<String> inodes) {
        try {
            return inodes.contains(Files.readSymbolicLink(descriptor).toString());
        } catch (IOException _) {
            return false;
        }
    }

    private static String name(Path process) {
        try {
            return Files.readString(process.resolve("comm"), StandardCharsets.ISO_8859_1).strip();
        } catch (IOException _) {
            return "a program";
        }
    }
}
