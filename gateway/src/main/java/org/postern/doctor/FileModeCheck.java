package org.postern.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.postern.store.DataDirectory;

/// Whether secrets and sockets are closed to other users of the machine.
///
/// @param attributes what the file system says of a path
public record FileModeCheck(DataDirectory data, Attributes attributes) implements Check {
    private static final String NAME = "file modes";
    private static final Set<PosixFilePermission> OTHERS =
            EnumSet.of(
                    PosixFilePermission.GROUP_READ,
                    PosixFilePermission.GROUP_WRITE,
                    PosixFilePermission.GROUP_EXECUTE,
                    PosixFilePermission.OTHERS_READ,
                    PosixFilePermission.OTHERS_WRITE,
                    PosixFilePermission.OTHERS_EXECUTE);

    /// Where owner and mode come from.
    @FunctionalInterface
    public interface Attributes {
        PosixFileAttributes of(Path path) throws IOException;
    }

    public FileModeCheck(DataDirectory data) {
        this(data, FileModeCheck::read);
    }

    @Override
    public List<Diagnosis> examine() {
        var found = new ArrayList<Diagnosis>();
        try {
            String owner = attributes.of(data.root()).owner().getName();
            for (Path folder :
                    List.of(data.root(), data.keys(), data.run(), data.journal(), data.log())) {
                if (Files.exists(folder)) {
                    closed(folder, owner, found);
                }
            }
            for (Path secret : secrets()) {
                closed(secret, owner, found);
            }
        } catch (IOException e) {
            found.add(
                    Diagnosis.problem(
                            NAME,
                            "the data directory cannot be read: " + e,
                            "run this as the gateway's user or as root"));
        }
        if (found.isEmpty()) {
            found.add(Diagnosis.good(NAME, "keys, sockets and records are closed to other users"));
        }
        return found;
    }

    private List<Path> secrets() throws IOException {
        var secrets = new ArrayList<Path>();
        if (Files.isDirectory(data.keys())) {
            try (Stream<Path> keys = Files.list(data.keys())) {
                keys.filter(it -> !it.getFileName().toString().endsWith(".crt"))
                        .forEach(secrets::add);
            }
        }
        Path socket = data.run().resolve("control.sock");
        Stream.of(data.settings(), socket).filter(Files::exists).forEach(secrets::add);
        return secrets;
    }

    private void closed(Path path, String owner, List<Diagnosis> found) throws IOException {
        PosixFileAttributes now = attributes.of(path);
        Set<PosixFilePermission> open = EnumSet.noneOf(PosixFilePermission.class);
        open.addAll(now.permissions());
        open.retainAll(OTHERS);
        if (!open.isEmpty()) {
            found.add(
                    Diagnosis.problem(
                            NAME,
                            path
                                    + " is open to other users ("
                                    + PosixFilePermissions.toString(now.permissions())
                                    + ")",
                            "chmod go= " + path));
        }
        if (!now.owner().getName().equals(owner)) {
            found.add(
                    Diagnosis.problem(
                            NAME,
                            path + " belongs to " + now.owner().getName() + ", not to " + owner,
                            "chown " + owner + " " + path));
        }
    }

    private static PosixFileAttributes read(Path path) throws IOException {
        return Files.readAttributes(path, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    }
}
