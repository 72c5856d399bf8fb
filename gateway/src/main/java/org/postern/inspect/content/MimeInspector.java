package org.postern.inspect.content;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Set;
import org.postern.journey.Finding;
import org.postern.journey.Finding.Kind;
import org.postern.journey.Inspector;
import org.postern.journey.Outcome;
import org.postern.journey.Subject;
import org.postern.mail.mime.Ambiguity;

/// Whether two careful readers would see the same message. What shapes the parts or their content is ambiguous or
/// malformed; a second From is ambiguous too, because one is checked and the other is shown; the rest is a remark.
public final class MimeInspector implements Inspector {
    /// Occurrences kept of each kind. No kind is ever left out: else a flood of remarks would hide what matters.
    private static final int MAX_OF_A_KIND = 3;

    /// Broken rather than double-meaning: the format's own rules were not kept to the end.
    private static final Set<Ambiguity.Kind> BROKEN =
            EnumSet.of(
                    Ambiguity.Kind.MALFORMED_TYPE,
                    Ambiguity.Kind.NO_BOUNDARY,
                    Ambiguity.Kind.NO_PARTS,
                    Ambiguity.Kind.NOT_CLOSED,
                    Ambiguity.Kind.INNER_NOT_CLOSED,
                    Ambiguity.Kind.UNKNOWN_ENCODING);

    @Override
    public String name() {
        return "mime";
    }

    @Override
    public boolean isBrief() {
        return true;
    }

    @Override
    public Outcome inspect(Subject subject) {
        var findings = new ArrayList<Finding>();
        var seen = new EnumMap<Ambiguity.Kind, Integer>(Ambiguity.Kind.class);
        for (Ambiguity ambiguity : subject.structure().ambiguities()) {
            if (seen.merge(ambiguity.kind(), 1, Integer::sum) > MAX_OF_A_KIND) {
                continue;
            }
            String name = KebabCase.of(ambiguity.kind().name());
            findings.add(new Finding(kind(ambiguity), name, ambiguity.detail(), ambiguity.part()));
        }
        return Outcome.of(findings);
    }

    private static Kind kind(Ambiguity ambiguity) {
        if (BROKEN.contains(ambiguity.kind())) {
            return Kind.MALFORMED;
        }
        return switch (ambiguity.kind().concern()) {
            case STRUCTURE, CONTENT -> Kind.AMBIGUOUS;
            case IDENTITY ->
                    ambiguity.kind() == Ambiguity.Kind.DUPLICATE_FROM
                            ? Kind.AMBIGUOUS
                            : Kind.REMARK;
            case NOTE -> Kind.REMARK;
        };
    }
}
