package org.postern.doctor;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Supplier;

/// Whether the certificate of the edge is valid, and for how long.
///
/// @param certificate the one in use; throws [IllegalStateException] with the reason where it cannot be read
public record CertificateCheck(Supplier<X509Certificate> certificate, InstantSource clock)
        implements Check {
    private static final String NAME = "certificate";
    private static final Duration SOON = Duration.ofDays(30);
    private static final Duration VERY_SOON = Duration.ofDays(7);
    private static final String RENEW =
            "put a new one where tls.certificate and tls.key say; it is taken up without a restart";

    @Override
    public List<Diagnosis> examine() {
        X509Certificate inUse;
        try {
            inUse = certificate.get();
        } catch (IllegalStateException e) {
            return List.of(Diagnosis.problem(NAME, "cannot be read: " + e.getMessage(), RENEW));
        }
        Instant now = clock.instant();
        Instant end = inUse.getNotAfter().toInstant();
        Duration left = Duration.between(now, end);
        String until = "valid until " + end;
        if (left.isNegative()) {
            return List.of(Diagnosis.problem(NAME, "expired on " + end, RENEW));
        }
        if (now.isBefore(inUse.getNotBefore().toInstant())) {
            String from = "valid only from " + inUse.getNotBefore().toInstant();
            return List.of(Diagnosis.problem(NAME, from, "check the clock; else " + RENEW));
        }
        if (left.compareTo(VERY_SOON) < 0) {
            return List.of(Diagnosis.problem(NAME, until + ", in less than a week", RENEW));
        }
        if (left.compareTo(SOON) < 0) {
            return List.of(Diagnosis.warning(NAME, until + ", in less than 30 days", RENEW));
        }
        return List.of(Diagnosis.good(NAME, until));
    }
}
