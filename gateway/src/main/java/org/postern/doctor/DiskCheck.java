package org.postern.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.postern.settings.ByteSize;

/// Whether there is room: below the reserve the edge puts mail off.
///
/// @param usable free octets on the disk of the data directory
public record DiskCheck(Usable usable, Path data, ByteSize reserve) implements Check {
    private static final String NAME = "disk";

    /// Where the number of free octets comes from.
    @FunctionalInterface
    public interface Usable {
        long octets() throws IOException;
    }

    public static DiskCheck of(Path data, ByteSize reserve) {
        return new DiskCheck(() -> Files.getFileStore(data).getUsableSpace(), data, reserve);
    }

    @Override
    public List<Diagnosis> examine() {
        long free;
        try {
            free = usable.octets();
        } catch (IOException e) {
            return List.of(
                    Diagnosis.problem(
                            NAME, data + " cannot be examined: " + e, "see whether it is there"));
        }
        String seen = (free >> 20) + " MiB free below " + data + ", reserve " + reserve;
        if (free < reserve.octets()) {
            return List.of(
                    Diagnosis.problem(
                            NAME,
                            seen + ": mail is put off with 452",
                            "make room, or move the data directory"));
        }
        if (free < 2 * reserve.octets()) {
            return List.of(Diagnosis.warning(NAME, seen, "make room before mail is put off"));
        }
        return List.of(Diagnosis.good(NAME, seen));
    }
}
