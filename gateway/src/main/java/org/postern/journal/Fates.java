package org.postern.journal;

import java.util.List;
import org.postern.journey.Dossier;

/// One word for what became of a message: the fate of all its recipients, or `mixed`.
final class Fates {
    static final String MIXED = "mixed";

    private Fates() {}

    static String word(Dossier dossier) {
        return word(dossier.ending().fates());
    }

    static String word(List<Dossier.Fate> fates) {
        if (fates.isEmpty()) {
            return Fields.word(Dossier.Kind.PUT_OFF);
        }
        Dossier.Kind first = fates.getFirst().kind();
        for (Dossier.Fate fate : fates) {
            if (fate.kind() != first) {
                return MIXED;
            }
        }
        return Fields.word(first);
    }
}
