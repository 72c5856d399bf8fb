package org.postern.mail.milter;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/// What a server said by macros so far. Names stand without their braces; values have one character for each octet.
///
/// @param inARow packets of them since the last command
public record Macros(Map<Stage, Map<String, String>> stages, int inARow) {
    public static final Macros NONE = new Macros(Map.of(), 0);

    public Macros {
        stages = Map.copyOf(stages);
    }

    /// The value that was told last; empty where there is none.
    public Optional<String> value(String name) {
        Stage[] all = Stage.values();
        for (int i = all.length - 1; i >= 0; i--) {
            Map<String, String> stage = stages.get(all[i]);
            String value = stage == null ? null : stage.get(name);
            if (value != null && !value.isEmpty()) {
                return Optional.of(value);
            }
        }
        return Optional.empty();
    }

    /// The macros of a stage are told whole, each time anew.
    Macros with(Stage stage, Map<String, String> told) {
        var next = new EnumMap<Stage, Map<String, String>>(Stage.class);
        next.putAll(stages);
        next.put(stage, told);
        return new Macros(next, inARow + 1);
    }

    /// The same once a command came.
    Macros settled() {
        return inARow == 0 ? this : new Macros(stages, 0);
    }

    /// Those that are about the connection.
    Macros ofConnection() {
        var next = new EnumMap<Stage, Map<String, String>>(Stage.class);
        stages.forEach((stage, told) -> {
            if (stage.isOfConnection()) {
                next.put(stage, told);
            }
        });
        return new Macros(next, 0);
    }
}
