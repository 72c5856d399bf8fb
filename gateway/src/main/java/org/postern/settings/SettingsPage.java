package org.postern.settings;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.stream.Collectors;

/// The reference page of all settings, as `docs/settings.md` has it.
public final class SettingsPage {
    private SettingsPage() {}

    /// The page as Markdown, one section for each feature in the order the features were asked.
    public static String print(List<Setting> settings) {
        var page =
                new StringBuilder(
                        """
                        # Settings of a node

                        This page is generated from the code; a test keeps it fresh. Settings stand in `postern.conf` in the data
                        directory (HOCON: `edge.max-message = 50MiB`, or the same in blocks). A key that is not on this page is an
                        error, and so is a value that cannot be read: a gateway never starts on half a file.
                        `postern settings` prints the values in force and where each came from; `--changed` only those that were set.
                        Sizes are written `25MiB`, times `5m`, addresses with a port `"*:25"` (in double quotes).
                        """);
        var features =
                settings.stream()
                        .collect(
                                Collectors.groupingBy(
                                        SettingsPage::feature,
                                        LinkedHashMap::new,
                                        Collectors.toList()));
        features.forEach((feature, keys) -> {
            page.append("\n## ")
                    .append(feature)
                    .append("\n\n| key | default | meaning |\n|---|---|---|\n");
            keys.forEach(it -> page.append(row(it)));
        });
        return page.toString();
    }

    private static String row(Setting setting) {
        String standard = setting.standard().isEmpty() ? "" : "`" + setting.standard() + "`";
        return "| `%s` | %s | %s |\n".formatted(setting.key(), cell(standard), cell(setting.doc()));
    }

    private static String cell(String text) {
        return text.replace("|", "\\|").replace("\n", " ");
    }

    private static String feature(Setting setting) {
        return setting.key().substring(0, setting.key().indexOf('.'));
    }
}
