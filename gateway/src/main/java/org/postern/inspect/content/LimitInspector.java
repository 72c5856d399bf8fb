package org.postern.inspect.content;

import org.postern.journey.Finding;
import org.postern.journey.Inspector;
import org.postern.journey.Outcome;
import org.postern.journey.Subject;
import org.postern.mail.mime.LimitHit;

/// Whether the message stayed within the limits of its structure. Past a limit nobody looked.
public final class LimitInspector implements Inspector {
    @Override
    public String name() {
        return "limits";
    }

    @Override
    public boolean isBrief() {
        return true;
    }

    @Override
    public Outcome inspect(Subject subject) {
        return Outcome.of(
                subject.structure().limit().map(LimitInspector::finding).stream().toList());
    }

    private static Finding finding(LimitHit hit) {
        String name = "structure-" + KebabCase.of(hit.name());
        return new Finding(Finding.Kind.LIMIT, name, hit.toString(), hit.part());
    }
}
