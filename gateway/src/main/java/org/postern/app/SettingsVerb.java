package org.postern.app;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.postern.settings.Setting;
import org.postern.settings.Settings;
import org.postern.settings.SettingsPage;
import org.postern.settings.SettingsProblem;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.json.JsonMapper;

/// Prints the settings of this node as they are in force, and where each came from.
@Command(
        name = "settings",
        description = "Print the settings in force and where each came from; check postern.conf.")
final class SettingsVerb extends Verb {
    @Parameters(
            arity = "0..1",
            paramLabel = "PREFIX",
            defaultValue = "",
            description = "Only keys that begin so, such as `edge`.")
    private String prefix;

    @Option(names = "--changed", description = "Only what somebody set.")
    private boolean changed;

    @Option(names = "--json", description = "Print one JSON array.")
    private boolean json;

    @Option(names = "--page", hidden = true, description = "Print docs/settings.md.")
    private boolean page;

    @Override
    public Integer call() {
        if (page) {
            out().print(referencePage());
            return Exit.OK;
        }
        List<Setting> settings =
                read().stream()
                        .filter(it -> it.key().startsWith(prefix))
                        .filter(it -> !changed || it.isSet())
                        .toList();
        if (json) {
            out().println(JsonMapper.shared().writeValueAsString(settings));
            return Exit.OK;
        }
        int width = settings.stream().mapToInt(it -> line(it).length()).max().orElse(0);
        for (Setting setting : settings) {
            out().println(
                            ("%-" + Math.min(width, 60) + "s  # %s")
                                    .formatted(line(setting), setting.origin()));
        }
        return Exit.OK;
    }

    /// The page of all settings; independent of where and as whom it is printed.
    static String referencePage() {
        var settings = Settings.of(Map.of());
        NodeSettings.from(settings, Path.of("/var/lib/postern"), true);
        return SettingsPage.print(settings.all());
    }

    private static List<Setting> read() {
        try {
            return NodeSettings.read(Home.data(), Map.of()).source().all();
        } catch (SettingsProblem e) {
            throw Complaint.usage(String.join("\n  ", e.problems()));
        }
    }

    private static String line(Setting setting) {
        return setting.key() + " = " + setting.value();
    }
}
