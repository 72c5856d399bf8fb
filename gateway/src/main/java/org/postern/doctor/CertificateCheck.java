package org.postern.doctor;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/// Whether the certificate of the edge is valid, and for how long; and whether its files would do for another start.
///
/// @param certificate the one in use
/// @param trouble why the files of certificate and key cannot be used as they are now
public record CertificateCheck(
        Supplier<X509Certificate> certificate,
        Supplier<Optional<String>> trouble,
        InstantSource clock)
        implements Check {
    private static final String NAME = "certificate";
    private static final Duration SOON = Duration.ofDays(30);
    private static final Duration VERY_SOON = Duration.ofDays(7);
    private static final String RENEW =
            "put a new one where tls.certificate and tls.key say; it is taken up without a restart";

    @Override
    public List<Diagnosis> examine() {
        Optional<String> broken = trouble.get();
        if (broken.isPresent()) {
            String seen = "its files cannot be used, and the next start would fail: ";
            return List.of(Diagnosis.problem(NAME, seen + broken.get(), RENEW), validity());
        }
        return List.of(validity());
    }

    private Diagnosis validity() {
        X509Certificate inUse = certificate.get();
        Instant now = clock.instant();
        Instant end = inUse.getNotAfter().toInstant();
        Duration left = Duration.between(now, end);
        String until = "valid until " + end;
        if (left.isNegative()) {
            return Diagnosis.problem(NAME, "expired on " + end, RENEW);
        }
        if (now.isBefore(inUse.getNotBefore().toInstant())) {
            String from = "valid only from " + inUse.getNotBefore().toInstant();
            return Diagnosis.problem(NAME, from, "check the clock; else " + RENEW);
        }
        if (left.compareTo(VERY_SOON) < 0) {
            return Diagnosis.problem(NAME, until + ", in less than a week", RENEW);
        }
        if (left.compareTo(SOON) < 0) {
            return Diagnosis.warning(NAME, until + ", in less than 30 days", RENEW);
        }
        return Diagnosis.good(NAME, until);
    }
}
