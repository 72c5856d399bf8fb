package org.postern.app;

import java.util.List;
import java.util.Locale;
import org.postern.doctor.Diagnosis;
import org.postern.doctor.Diagnosis.Level;
import org.postern.journal.Printable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.json.JsonMapper;

/// `postern doctor`: compares what is with what should be.
@Command(
        name = "doctor",
        description = {
            "Check this installation: settings, listeners, database, file modes, certificate, disk, resolver, clock.",
            "Each finding says what to do about it."
        })
final class DoctorVerb extends Verb {
    @Option(names = "--json", description = "Print one JSON object a line.")
    private boolean json;

    @Override
    public Integer call() {
        List<Diagnosis> diagnoses = Examination.of(Home.data(), Home.gateway());
        for (Diagnosis diagnosis : diagnoses) {
            if (json) {
                out().println(JsonMapper.shared().writeValueAsString(diagnosis));
            } else {
                print(diagnosis);
            }
        }
        return exit(diagnoses);
    }

    static int exit(List<Diagnosis> diagnoses) {
        boolean problem = diagnoses.stream().anyMatch(it -> it.level() == Level.PROBLEM);
        return problem ? Exit.NO : Exit.OK;
    }

    private void print(Diagnosis diagnosis) {
        String sign =
                switch (diagnosis.level()) {
                    case GOOD -> "ok      ";
                    case WARNING -> "warning ";
                    case PROBLEM -> "PROBLEM ";
                };
        out().printf(
                        Locale.ROOT,
                        "%s %-11s %s%n",
                        sign,
                        diagnosis.check(),
                        Printable.of(diagnosis.seen()));
        if (!diagnosis.advice().isEmpty()) {
            out().printf(Locale.ROOT, "%21s→ %s%n", "", diagnosis.advice());
        }
    }
}
