package org.postern.app;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.postern.settings.Setting;
import org.postern.settings.Settings;
import org.postern.settings.SettingsProblem;

/// Any octets as a settings file. They are settings, or problems of one line each that name the line; and a password,
/// wherever in the file its line stands, is in none of them.
class NodeSettingsFuzz {
    private static final String PASSWORD = "Xq7vB2kW9z";
    private static final String LINE =
            "\ndatabase.url = \"jdbc:postgresql://me:" + PASSWORD + "@127.0.0.1/postern\"\n";
    private static final Pattern PROBLEM =
            Pattern.compile(".*\\.fuzz(?::([0-9]+))?: \\P{Cc}+|.*\\.fuzz: \\P{Cc}+");

    private final Path file = temporary();

    @FuzzTest(maxDuration = "10m")
    void everyFileIsSettingsOrProblemsWithTheirLines(byte[] octets) throws IOException {
        Files.write(file, octets);
        long lines = 1 + new String(octets, UTF_8).chars().filter(c -> c == '\n').count();
        try {
            NodeSettings settings = read();
            for (Setting setting : settings.source().all()) {
                require(!setting.value().isEmpty() || setting.standard().isEmpty(), "no value");
            }
        } catch (SettingsProblem e) {
            require(!e.problems().isEmpty(), "no problem named");
            for (String problem : e.problems()) {
                Matcher parts = PROBLEM.matcher(problem);
                require(parts.matches() && problem.length() < 1000, "not a line: " + problem);
                String line = parts.group(1);
                require(line == null || inFile(line, lines), "no such line: " + problem);
            }
        }
    }

    @FuzzTest(maxDuration = "10m")
    void m6_aPasswordIsInNoProblem(byte[] octets) throws IOException {
        String text = new String(octets, UTF_8);
        if (text.contains(PASSWORD.substring(7))) {
            return;
        }
        int middle = text.indexOf('\n', text.length() / 2);
        int at = middle < 0 ? text.length() : middle;
        Files.writeString(file, text.substring(0, at) + LINE + text.substring(at));
        try {
            NodeSettings _ = read();
        } catch (SettingsProblem e) {
            require(!String.valueOf(e.getMessage()).contains(PASSWORD), "told: " + e.getMessage());
        }
    }

    private NodeSettings read() throws SettingsProblem {
        Settings settings = Settings.read(file, Map.of());
        NodeSettings all = NodeSettings.from(settings, Path.of("/nonexistent"), false);
        settings.finish();
        return all;
    }

    private static boolean inFile(String line, long lines) {
        return line.length() < 8 && Integer.parseInt(line) >= 1 && Integer.parseInt(line) <= lines;
    }

    private static Path temporary() {
        try {
            Path file = Files.createTempFile("postern-settings", ".fuzz");
            file.toFile().deleteOnExit();
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new AssertionError(otherwise);
        }
    }
}
