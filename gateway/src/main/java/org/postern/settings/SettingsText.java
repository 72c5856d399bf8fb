package org.postern.settings;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigIncludeContext;
import com.typesafe.config.ConfigIncluder;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigResolveOptions;
import com.typesafe.config.ConfigSyntax;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The text of a settings file (HOCON) as flat keys with their values and lines.
///
/// One file is the whole truth: it includes no other, and takes nothing from the environment. A file that was written
/// only in part is refused where that can be seen: its last line must end, and it must not hold NUL octets, which file
/// systems leave behind after a power cut.
final class SettingsText {
    private static final long LARGEST = 1 << 20;

    private SettingsText() {}

    /// @param line where it stands in the file; 0 when it came from elsewhere
    record Entry(List<String> values, boolean list, int line) {
        Entry {
            values = List.copyOf(values);
        }

        static Entry given(String value) {
            return new Entry(List.of(value), false, 0);
        }
    }

    record Problem(int line, String text) {}

    static Optional<Problem> read(Path file, Map<String, Entry> entries) {
        try {
            if (Files.size(file) > LARGEST) {
                return problem(file, 1, "larger than a settings file should be (1 MiB)");
            }
            return parse(file, Files.readAllBytes(file), entries);
        } catch (NoSuchFileException _) {
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of(new Problem(0, file + ": " + why(file, e)));
        }
    }

    /// Without the path again, with which the messages of the file system begin.
    static String why(Path file, IOException e) {
        if (e instanceof AccessDeniedException) {
            return "permission denied";
        }
        String message = String.valueOf(e.getMessage());
        String before = file + ": ";
        return "cannot be read: "
                + (message.startsWith(before) ? message.substring(before.length()) : message);
    }

    private static Optional<Problem> parse(Path file, byte[] octets, Map<String, Entry> entries) {
        String text = new String(octets, StandardCharsets.UTF_8);
        if (!Arrays.equals(text.getBytes(StandardCharsets.UTF_8), octets)) {
            return problem(file, lineAt(text, text.indexOf('\uFFFD')), "not UTF-8 text");
        }
        int nul = text.indexOf('\0');
        if (nul >= 0) {
            return problem(file, lineAt(text, nul), "NUL octets: the file was not written whole");
        }
        if (!text.isEmpty() && !text.endsWith("\n")) {
            return problem(
                    file,
                    lineAt(text, text.length()),
                    "the last line does not end: was the file written only in part?");
        }
        try {
            Config config =
                    ConfigFactory.parseString(text, options())
                            .resolve(ConfigResolveOptions.noSystem());
            flatten("", config.root(), entries);
            return Optional.empty();
        } catch (ConfigException e) {
            int line =
                    e.origin() == null
                            ? lineAt(text, Math.max(0, text.indexOf("include")))
                            : Math.max(1, e.origin().lineNumber());
            return problem(file, line, reason(e));
        } catch (StackOverflowError _) {
            // The library calls itself for each level; no real settings have more than a few.
            return problem(file, 1, "blocks, lists or dots are nested too deep");
        }
    }

    private static void flatten(String prefix, ConfigObject object, Map<String, Entry> entries) {
        for (var field : object.entrySet()) {
            String key = prefix + path(field.getKey());
            ConfigValue value = field.getValue();
            int line = Math.max(1, value.origin().lineNumber());
            if (value instanceof ConfigObject inner && !inner.isEmpty()) {
                flatten(key + ".", inner, entries);
            } else if (value instanceof ConfigList list) {
                entries.put(
                        key,
                        new Entry(list.stream().map(SettingsText::written).toList(), true, line));
            } else {
                entries.put(key, new Entry(List.of(written(value)), false, line));
            }
        }
    }

    /// The value as it was written: `010` and `1.0` are text first, whatever they might mean as numbers.
    private static String written(ConfigValue value) {
        return value.valueType() == ConfigValueType.NUMBER
                ? value.atKey("x").getString("x")
                : String.valueOf(value.unwrapped());
    }

    private static String path(String key) {
        return key.matches("[A-Za-z0-9_-]+") ? key : ConfigUtil.quoteString(key);
    }

    private static ConfigParseOptions options() {
        return ConfigParseOptions.defaults()
                .setSyntax(ConfigSyntax.CONF)
                .setIncluder(new NoIncludes());
    }

    /// Says what is wrong without the parser's own words, which repeat the text and so might tell a password.
    private static String reason(ConfigException e) {
        if (e instanceof IncludeRefused) {
            return "include: settings are one file";
        }
        if (e instanceof ConfigException.UnresolvedSubstitution) {
            return "${…}: write the value itself, settings take nothing from elsewhere";
        }
        String message = String.valueOf(e.getMessage());
        if (message.contains("newlines in quoted") || message.contains("unescaped newline")) {
            return "a double quote is not closed";
        }
        if (message.contains("end of file")) {
            return "the text ends where a value, a brace or a bracket was due";
        }
        if (message.contains("Reserved character")) {
            return "a value with special characters stands in double quotes";
        }
        return "not a setting: write key = value, blocks in braces, other values in double quotes";
    }

    private static Optional<Problem> problem(Path file, int line, String text) {
        return Optional.of(new Problem(line, file + (line > 0 ? ":" + line : "") + ": " + text));
    }

    private static int lineAt(String text, int end) {
        return 1 + (int) text.substring(0, end).chars().filter(c -> c == '\n').count();
    }

    private static final class NoIncludes implements ConfigIncluder {
        @Override
        public ConfigIncluder withFallback(ConfigIncluder fallback) {
            return this;
        }

        @Override
        public ConfigObject include(ConfigIncludeContext context, String what) {
            throw new IncludeRefused();
        }
    }

    private static final class IncludeRefused extends ConfigException {
        private static final long serialVersionUID = 1;

        IncludeRefused() {
            super("include");
        }
    }
}
