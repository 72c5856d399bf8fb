package org.postern.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.stream.Stream;

/// All that was started and all that was written, taken away in the opposite order: at the end, or when the person at the
/// keyboard has had enough. Thread-safe.
final class Stage implements AutoCloseable {
    private final Deque<AutoCloseable> parts = new ArrayDeque<>();
    private boolean over;

    /// Also cleans up when the program is told to stop.
    static Stage guarded() {
        var stage = new Stage();
        Runtime.getRuntime().addShutdownHook(new Thread(stage::close, "clean-up"));
        return stage;
    }

    /// Takes care of a part. Hand it over before it starts anything: the end may come at any time.
    synchronized <T extends AutoCloseable> T own(T part) {
        if (over) {
            throw new IllegalStateException("it is over");
        }
        parts.push(part);
        return part;
    }

    /// A new directory below `parent` that every user may go into, and that is gone after [#close].
    Path directory(Path parent) throws IOException {
        Path directory = Files.createTempDirectory(parent, "postern-bench-");
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        own(() -> remove(directory));
        return directory;
    }

    @Override
    public synchronized void close() {
        over = true;
        while (!parts.isEmpty()) {
            try {
                parts.pop().close();
            } catch (Exception e) {
                System.err.println("postern bench: cannot clean up: " + e.getMessage());
            }
        }
    }

    /// Removes a directory with all that is in it.
    static void remove(Path directory) throws IOException {
        try (Stream<Path> paths = Files.walk(directory)) {
            paths.sorted(Comparator.reverseOrder()).forEach(Stage::delete);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private static void delete(Path path) {
        try {
            Files.deleteIfExists(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
