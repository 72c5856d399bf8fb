package org.postern.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;

/// The folder for what the journal cannot file: damaged records, and records that the database refuses. Each is told by
/// an alarm and kept for people, once and up to a number.
final class Aside {
    private static final int MOST = 1000;

    private final Path folder;
    private final Disk disk;
    private final Reporter reporter;

    /// @param journal the journal's folder
    Aside(Path journal, Disk disk, Reporter reporter) {
        this.folder = journal.resolve("corrupt");
        this.disk = disk;
        this.reporter = reporter;
    }

    /// Octets of a file that are no record.
    void damage(Path file, long offset, ByteBuffer octets) {
        String name = file.getFileName() + "-" + offset + ".damaged";
        String what = octets.remaining() + " octets at " + offset + " of " + file.getFileName();
        keep(name, octets, "damaged: " + what);
    }

    /// A sound record that nobody understands.
    ///
    /// @param name the same each time it is met
    void record(String name, byte[] octets, String why) {
        keep(name + ".refused", ByteBuffer.wrap(octets), why);
    }

    /// A file that the disk does not give back.
    void whole(Path file, IOException why) {
        String kept = "left where it is";
        try {
            disk.folder(folder);
            disk.rename(file, folder.resolve(file.getFileName()));
            kept = "moved to " + folder;
        } catch (IOException e) {
            why.addSuppressed(e);
        }
        reporter.alarm(
                "journal-corrupt", file + " cannot be read, " + kept + ": " + why.getMessage());
    }

    /// What is there under this name is the same, from an attempt to file it that the database did not take.
    private void keep(String name, ByteBuffer octets, String why) {
        if (Files.exists(folder.resolve(name))) {
            return;
        }
        String kept = "kept as " + name;
        try {
            disk.folder(folder);
            if (Disk.list(folder, "").size() < MOST) {
                disk.keep(folder.resolve(name), octets);
            } else {
                kept = "not kept, " + MOST + " are";
            }
        } catch (IOException e) {
            kept = "not kept: " + e;
        }
        reporter.alarm("journal-corrupt", why + "; " + kept);
    }
}
