package org.postern.dns;

import java.util.Map;
import org.postern.mail.dns.DnsFailure;

/// What was asked since the start.
///
/// @param questions questions that were put to us
/// @param asked those that went to a resolver; the others were answered from memory, or with another one
/// @param late those that were not answered within the time of who asked; the answer may have come later
/// @param failures answers that a resolver owed, by cause
public record DnsCounts(long questions, long asked, long late, Map<DnsFailure, Long> failures) {
    public DnsCounts {
        failures = Map.copyOf(failures);
    }
}
