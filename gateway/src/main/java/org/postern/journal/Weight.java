package org.postern.journal;

import java.util.List;
import org.postern.journey.Dossier;
import org.postern.journey.Dossier.Fate;
import org.postern.journey.Ruled;
import org.postern.mail.address.Address;
import org.postern.mail.smtp.RcptParameters;

/// How many octets an event takes, in memory or as a record: an estimate that costs next to nothing and errs upwards. A
/// dossier of a thousand recipients weighs as much as hundreds of others.
final class Weight {
    /// What is in every event, and what each recipient, ruling, fate and test adds.
    private static final int EVENT = 2_048;

    private static final int ENTRY = 128;

    private Weight() {}

    static long of(Event event) {
        return switch (event) {
            case Event.Judged(Dossier dossier, _) -> of(dossier);
            case Event.Attempted attempted -> EVENT + of(attempted.fates());
            default -> EVENT;
        };
    }

    private static long of(List<Fate> fates) {
        long weight = 0;
        for (Fate fate : fates) {
            weight += ENTRY + fate.recipient().length() + fate.detail().length();
        }
        return weight;
    }

    private static long of(Dossier dossier) {
        long weight = EVENT;
        for (Address recipient : dossier.envelope().recipients()) {
            weight += ENTRY + recipient.localPart().length();
        }
        for (RcptParameters said : dossier.envelope().notices().recipients().values()) {
            weight += ENTRY + said.orcpt().map(it -> it.address().length()).orElse(0);
        }
        for (Ruled ruled : dossier.rulings()) {
            weight += 2 * ENTRY + ruled.recipient().localPart().length();
            for (String line : ruled.trace()) {
                weight += line.length();
            }
        }
        weight += of(dossier.ending().fates());
        return weight + 2L * ENTRY * dossier.evidence().results().size();
    }
}
