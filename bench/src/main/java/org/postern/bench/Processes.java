package org.postern.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Set;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What the kernel counts for processes and for all that they started.
final class Processes {
    /// What the kernel's unit of processor time comes to on every Linux, whatever its timer does.
    private static final double TICKS_PER_SECOND = 100;

    private Processes() {}

    /// Processor time used so far, in seconds.
    static double seconds(List<Long> roots) {
        return sum(roots, "stat", Readings::ticks) / TICKS_PER_SECOND;
    }

    /// The proportional set size, in octets: memory that is shared counts once.
    static long proportional(List<Long> roots) {
        return sum(roots, "smaps_rollup", file -> Readings.octets(file, "Pss").orElse(0));
    }

    private static long sum(List<Long> roots, String file, ToLongFunction<String> figure) {
        Set<ProcessHandle> all =
                roots.stream()
                        .flatMap(pid -> ProcessHandle.of(pid).stream())
                        .flatMap(it -> Stream.concat(Stream.of(it), it.descendants()))
                        .collect(Collectors.toSet());
        return all.stream().mapToLong(it -> figure(it, file, figure)).sum();
    }

    private static long figure(ProcessHandle process, String file, ToLongFunction<String> figure) {
        try {
            return figure.applyAsLong(Machine.read("/proc/" + process.pid() + "/" + file));
        } catch (IOException e) {
            if (process.isAlive()) {
                throw new UncheckedIOException(e);
            }
            return 0;
        }
    }
}
