package org.postern.settings;

import java.util.List;

/// Everything that is wrong with the settings, one line each; nothing was started with them.
public final class SettingsProblem extends Exception {
    private static final long serialVersionUID = 1;

    private final String[] problems;

    SettingsProblem(List<String> problems) {
        super(String.join("\n", problems));
        this.problems = problems.toArray(String[]::new);
    }

    /// The problems in the order of the file's lines; each names file and line, the key, and what to write instead.
    public List<String> problems() {
        return List.of(problems);
    }
}
