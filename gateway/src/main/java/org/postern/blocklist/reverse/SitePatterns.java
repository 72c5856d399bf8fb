package org.postern.blocklist.reverse;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.postern.blocklist.reverse.PatternReader.Problem;
import org.postern.blocklist.reverse.PatternReader.Reading;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The patterns that are in force: those of the site, from a file, before those that the program has. Thread-safe; who reads
/// is not kept waiting while they change.
public final class SitePatterns implements Supplier<NamePatterns> {
    private static final Logger LOG = LoggerFactory.getLogger(SitePatterns.class);

    /// A larger file is none of patterns.
    private static final long MOST_OCTETS = 4L << 20;

    private record Stamp(FileTime at, long octets) {}

    private final Optional<Path> file;
    private final NamePatterns shipped = PatternReader.shipped();
    private volatile NamePatterns now = shipped;
    private Optional<Stamp> read = Optional.empty();

    /// @param file of the site; read by the first [#reload()]
    public SitePatterns(Optional<Path> file) {
        this.file = file;
    }

    @Override
    public NamePatterns get() {
        return now;
    }

    /// Reads the file if it changed. Bad lines are left out; where the file cannot be read, all stays as it was.
    ///
    /// @return what is wrong, each with file and line
    public synchronized List<String> reload() {
        if (file.isEmpty()) {
            return List.of();
        }
        Path path = file.get();
        try {
            var stamp = new Stamp(Files.getLastModifiedTime(path), Files.size(path));
            if (read.equals(Optional.of(stamp))) {
                return List.of();
            }
            if (stamp.octets > MOST_OCTETS) {
                return told(path + ": more than " + MOST_OCTETS + " octets");
            }
            Reading reading =
                    PatternReader.read(
                            new String(Files.readAllBytes(path), StandardCharsets.ISO_8859_1),
                            shipped);
            now = reading.patterns();
            read = Optional.of(stamp);
            LOG.info("{} patterns of names, {} lines left out", now.size(), reading.leftOut());
            return reading.problems().stream().map(it -> told(path, it)).toList();
        } catch (IOException e) {
            return told(path + ": cannot be read: " + e);
        }
    }

    private static List<String> told(String problem) {
        LOG.warn("{}", problem);
        return List.of(problem);
    }

    private static String told(Path path, Problem problem) {
        String text = path + ":" + problem.line() + ": " + problem.why();
        LOG.warn("{}", text);
        return text;
    }
}
