package org.postern.doctor;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/// Whether the clock can be right: ids, certificates and expiry go by it.
///
/// @param built when this program was built; no right clock shows an earlier time
/// @param database what the database's clock shows, where it can be asked
public record ClockCheck(InstantSource clock, Instant built, Supplier<Optional<Instant>> database)
        implements Check {
    private static final String NAME = "clock";
    private static final Duration TOLERANCE = Duration.ofSeconds(5);
    private static final String ADVICE =
            "let the machine synchronise its clock (chrony, systemd-timesyncd)";

    @Override
    public List<Diagnosis> examine() {
        Instant now = clock.instant();
        if (now.isBefore(built)) {
            String seen =
                    "shows " + now + ", which is before this program was built (" + built + ")";
            return List.of(Diagnosis.problem(NAME, seen, ADVICE));
        }
        Optional<Instant> other = database.get();
        if (other.isPresent()) {
            Duration apart = Duration.between(now, other.get()).abs();
            if (apart.compareTo(TOLERANCE) > 0) {
                String seen = "differs from the database's by " + apart.toSeconds() + " s";
                return List.of(Diagnosis.problem(NAME, seen, ADVICE));
            }
        }
        return List.of(Diagnosis.good(NAME, "shows " + now));
    }
}
