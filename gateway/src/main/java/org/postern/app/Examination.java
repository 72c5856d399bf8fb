package org.postern.app;

import java.nio.file.Files;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.postern.app.control.ControlClient;
import org.postern.doctor.ClockCheck;
import org.postern.doctor.Diagnosis;
import org.postern.doctor.Diagnosis.Level;
import org.postern.doctor.DiskCheck;
import org.postern.doctor.FileModeCheck;
import org.postern.settings.SettingsProblem;
import org.postern.store.DataDirectory;
import tools.jackson.databind.json.JsonMapper;

/// What `postern doctor` does: first the settings, which a broken gateway may have too; then the running gateway examines
/// itself, or, where none runs, what can be seen without one.
final class Examination {
    private static final String SETTINGS = "settings";

    private Examination() {}

    static List<Diagnosis> of(DataDirectory data, ControlClient gateway) {
        var found = new ArrayList<Diagnosis>();
        Optional<NodeSettings> settings = settings(data, found);
        if (!Files.isDirectory(data.root())) {
            found.add(
                    new Diagnosis(
                            Level.PROBLEM,
                            "gateway",
                            "there is no data directory " + data.root(),
                            "start the gateway once with: postern run"));
            return found;
        }
        try {
            gateway.ask(
                    "doctor",
                    Map.of(),
                    answer -> found.add(JsonMapper.shared().treeToValue(answer, Diagnosis.class)));
        } catch (Complaint complaint) {
            found.add(noAnswer(complaint));
            withoutGateway(data, settings, found);
        }
        return found;
    }

    private static Diagnosis noAnswer(Complaint complaint) {
        String unseen = ", so listeners and database were not examined: " + complaint.getMessage();
        return complaint.exit() == Exit.UNREACHABLE
                ? new Diagnosis(
                        Level.PROBLEM,
                        "gateway",
                        "does not run" + unseen,
                        "start it with: postern run")
                : new Diagnosis(
                        Level.PROBLEM,
                        "gateway",
                        "runs, but does not examine itself" + unseen,
                        "see log/postern.jsonl; where it is of another version, restart it");
    }

    private static Optional<NodeSettings> settings(DataDirectory data, List<Diagnosis> found) {
        try {
            NodeSettings settings = NodeSettings.read(data, Map.of());
            found.add(new Diagnosis(Level.GOOD, SETTINGS, "can be read", ""));
            if (settings.name().endsWith(".localdomain")) {
                found.add(
                        new Diagnosis(
                                Level.WARNING,
                                SETTINGS,
                                "node.name is still " + settings.name(),
                                "set it to this machine's name in the DNS: other servers judge by it"));
            }
            return Optional.of(settings);
        } catch (SettingsProblem e) {
            for (String problem : e.problems()) {
                found.add(
                        new Diagnosis(
                                Level.PROBLEM,
                                SETTINGS,
                                problem,
                                "mend it: the next start will not happen with it"));
            }
            return Optional.empty();
        }
    }

    private static void withoutGateway(
            DataDirectory data, Optional<NodeSettings> settings, List<Diagnosis> found) {
        found.addAll(new FileModeCheck(data).examine());
        settings.ifPresent(it ->
                found.addAll(DiskCheck.of(data.root(), it.edge().room().reserve()).examine()));
        found.addAll(
                new ClockCheck(InstantSource.system(), Version.built(), Optional::empty).examine());
    }
}
