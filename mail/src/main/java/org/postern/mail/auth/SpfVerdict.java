package org.postern.mail.auth;

import java.util.List;
import java.util.Optional;

/// The result of a check, and how it came about. All texts are printable ASCII.
///
/// @param why a sentence of our own
/// @param explanation what the domain itself says about a failure; it comes from outside and has to be shown as theirs
/// @param terms terms that asked the DNS
/// @param voids questions that found nothing
public record SpfVerdict(
        SpfResult result,
        String why,
        Optional<String> explanation,
        int terms,
        int voids,
        List<SpfStep> steps) {
    public SpfVerdict {
        steps = List.copyOf(steps);
    }
}
