package org.postern.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/// The one directory under which everything of a node lives.
public record DataDirectory(Path root) {
    public DataDirectory {
        root = root.toAbsolutePath().normalize();
    }

    /// The settings file; it may be missing.
    public Path settings() {
        return root.resolve("postern.conf");
    }

    /// Binaries and cluster of the embedded database.
    public Path pg() {
        return root.resolve("pg");
    }

    /// Secrets, mode 0600 each.
    public Path keys() {
        return root.resolve("keys");
    }

    public Path journal() {
        return root.resolve("journal");
    }

    /// What belongs to the running process: lock, sockets, caches.
    public Path run() {
        return root.resolve("run");
    }

    public Path log() {
        return root.resolve("log");
    }

    public Path tmp() {
        return root.resolve("tmp");
    }

    /// Makes what is missing, for our user alone.
    public DataDirectory create() throws IOException {
        Files.createDirectories(root);
        for (Path path : List.of(pg(), keys(), journal(), run(), log(), tmp())) {
            var ours = PosixFilePermissions.fromString("rwx------");
            if (!Files.isDirectory(path)) {
                Files.createDirectory(path, PosixFilePermissions.asFileAttribute(ours));
            } else if (!Files.getPosixFilePermissions(path).equals(ours)) {
                Files.setPosixFilePermissions(path, ours);
            }
        }
        return this;
    }
}
