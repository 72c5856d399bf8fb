package org.postern.settings;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/// The settings of one node: read once, asked for by each feature, then [closed][#finish()] before anything starts.
///
/// Problems are collected, not thrown, so that all of them are told at once; a getter that met one gives the default.
/// Not thread-safe: reading is the work of one thread at start.
public final class Settings {
    private static final int LONGEST_SHOWN = 100;

    private final String source;
    private final SortedMap<String, SettingsText.Entry> given;
    private final Map<String, Setting> known = new LinkedHashMap<>();
    private final Map<String, String> heirs = new LinkedHashMap<>();
    private final List<Problem> problems = new ArrayList<>();

    private record Problem(int line, String text) {}

    private Settings(String source, SortedMap<String, SettingsText.Entry> given) {
        this.source = source;
        this.given = given;
    }

    /// Reads a file; a missing one means that every setting has its default.
    public static Settings read(Path file) {
        return read(file, Map.of());
    }

    /// Reads a file under settings from the command line, which win.
    public static Settings read(Path file, Map<String, String> commandLine) {
        var entries = new TreeMap<String, SettingsText.Entry>();
        Optional<SettingsText.Problem> problem = SettingsText.read(file, entries);
        commandLine.forEach((key, value) -> entries.put(key, SettingsText.Entry.given(value)));
        var settings = new Settings(file.toString(), entries);
        problem.ifPresent(it -> settings.problems.add(new Problem(it.line(), it.text())));
        return settings;
    }

    /// Settings without a file.
    public static Settings of(Map<String, String> values) {
        var entries = new TreeMap<String, SettingsText.Entry>();
        values.forEach((key, value) -> entries.put(key, SettingsText.Entry.given(value)));
        return new Settings("settings", entries);
    }

    /// The value of a key.
    ///
    /// @param key `feature.lower-dash`, asked for once
    /// @param parser throws [IllegalArgumentException] with a message that says what to write
    /// @param doc one or two sentences for people
    public <T> T get(String key, T standard, Function<String, T> parser, String doc) {
        SettingsText.Entry entry = given.get(key);
        if (entry == null) {
            return register(key, standard, standard, Setting.DEFAULT, doc);
        }
        T value = standard;
        if (entry.values().size() != 1 || entry.list()) {
            wrong(entry, key + ": write one value, not a list");
        } else {
            value = parsed(key, entry, entry.values().getFirst(), parser, standard);
        }
        return register(key, value, standard, origin(entry), doc);
    }

    /// The values of a key that takes a list; a single value is a list of one.
    public <T> List<T> list(String key, List<T> standard, Function<String, T> parser, String doc) {
        SettingsText.Entry entry = given.get(key);
        if (entry == null) {
            return register(key, List.copyOf(standard), standard, Setting.DEFAULT, doc);
        }
        var values = new ArrayList<T>();
        int before = problems.size();
        for (String text : entry.values()) {
            try {
                values.add(parser.apply(text));
            } catch (IllegalArgumentException e) {
                wrong(entry, key + shown(text, e) + ": " + e.getMessage());
            }
        }
        List<T> result = problems.size() == before ? List.copyOf(values) : List.copyOf(standard);
        return register(key, result, standard, origin(entry), doc);
    }

    /// Names the heir of a key that was renamed; the old key is refused with that hint.
    public void renamed(String old, String now) {
        heirs.put(old, now);
    }

    /// Reports a problem that only a feature can see, such as two settings that contradict each other.
    public void problem(String key, String text) {
        SettingsText.Entry entry = given.get(key);
        if (entry == null) {
            problems.add(new Problem(0, source + ": " + key + ": " + text));
        } else {
            wrong(entry, key + ": " + text);
        }
    }

    /// Says that every key was asked for; what remains in the file is unknown.
    ///
    /// @throws SettingsProblem everything that is wrong; do not start
    public void finish() throws SettingsProblem {
        var nearest = new NearestKey(known.keySet());
        for (var unknown : given.entrySet()) {
            String key = unknown.getKey();
            if (known.containsKey(key)) {
                continue;
            }
            wrong(unknown.getValue(), unknown(key, nearest));
        }
        if (!problems.isEmpty()) {
            throw new SettingsProblem(
                    problems.stream()
                            .sorted(Comparator.comparingInt(Problem::line))
                            .map(Problem::text)
                            .toList());
        }
    }

    /// Every setting that was asked for, in that order.
    public List<Setting> all() {
        return List.copyOf(known.values());
    }

    private String unknown(String key, NearestKey nearest) {
        String heir = heirs.get(key);
        if (heir != null) {
            return key + " is now called " + heir;
        }
        int dot = key.lastIndexOf('.');
        if (dot > 0 && known.containsKey(key.substring(0, dot))) {
            return key.substring(0, dot) + ": write one value, not a block";
        }
        String shown = beginning(key);
        return shown + ": no such setting" + nearest.hint(shown);
    }

    private <T> T parsed(
            String key,
            SettingsText.Entry entry,
            String text,
            Function<String, T> parser,
            T standard) {
        try {
            return parser.apply(text);
        } catch (IllegalArgumentException e) {
            String shown = standard instanceof Secret ? "" : shown(text, e);
            wrong(entry, key + shown + ": " + e.getMessage());
            return standard;
        }
    }

    /// The beginning of a wrong value. A quote that is closed too late swallows the lines behind it, and what they hold is
    /// nobody's to see.
    private static String shown(String text, IllegalArgumentException why) {
        return why instanceof Unshown ? "" : " = " + beginning(text);
    }

    private static String beginning(String text) {
        int end = 0;
        while (end < text.length() && end < LONGEST_SHOWN) {
            if (Character.isISOControl(text.charAt(end))) {
                break;
            }
            end++;
        }
        return end == text.length() ? text : text.substring(0, end) + "…";
    }

    private <T> T register(String key, T value, Object standard, String origin, String doc) {
        var setting = new Setting(key, Parse.print(value), Parse.print(standard), origin, doc);
        if (known.putIfAbsent(key, setting) != null) {
            throw new IllegalStateException("asked for twice: " + key);
        }
        return value;
    }

    private void wrong(SettingsText.Entry entry, String text) {
        problems.add(new Problem(entry.line(), origin(entry) + ": " + text));
    }

    private String origin(SettingsText.Entry entry) {
        return entry.line() == 0 ? "command line" : source + ":" + entry.line();
    }
}
