package org.postern.journal;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postern.journey.Client;
import org.postern.journey.Dossier;
import org.postern.journey.DossierDraft;
import org.postern.settings.Settings;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Log files: one event is one line of JSON, whatever strangers put into it, and nothing in it that does not belong there.
class LogFilesTest {
    @TempDir Path temp;

    @BeforeEach
    void open() throws IOException {
        LogFiles.open(temp.resolve("log"), JournalSettings.from(Settings.of(Map.of())), false);
    }

    @AfterEach
    void putBack() {
        var context = (LoggerContext) LoggerFactory.getILoggerFactory();
        context.reset();
        var quiet = new LogFiles.Quiet();
        quiet.setContext(context);
        assertThat(quiet.configure(context)).isNotNull();
    }

    @Test
    void anEventIsOneLineWithItsFields() throws IOException {
        EventLog.tell(new Event.Judged(Samples.delivered()));
        JsonNode line = lines().getFirst();
        assertThat(line.path("event").asString()).isEqualTo("judged");
        assertThat(line.path("id").asString()).isEqualTo(Samples.ID.toString());
        assertThat(line.path("outcome").asString()).isEqualTo("delivered");
        assertThat(line.path("sender").asString()).isEqualTo("ann@sender.example");
        assertThat(line.path("recipients")).hasSize(2);
        assertThat(line.path("size").asLong()).isEqualTo(4211);
        assertThat(line.path("micros").asLong()).isEqualTo(7725);
        assertThat(line.path("level").asString()).isEqualTo("info");
        assertThat(line.path("message").asString())
                .isEqualTo(
                        Samples.ID
                                + " delivered (accepted) ann@sender.example -> ben@example.org +1,"
                                + " 4211 octets from 192.0.2.25, 7.7 ms");
        assertThat(Files.getPosixFilePermissions(temp.resolve("log")))
                .isEqualTo(PosixFilePermissions.fromString("rwx------"));
    }

    /// Subject, From field and findings are for journal and database only.
    @Test
    void m6_noSubjectNoContentNoFindingInTheLog() throws IOException {
        Dossier plain = Samples.delivered();
        EventLog.tell(new Event.Judged(plain));
        assertThat(text())
                .doesNotContain("Minutes")
                .doesNotContain("Archer")
                .doesNotContain("1204")
                .doesNotContain(plain.message().messageId());
    }

    @Test
    void m8_oneEventIsOneLineOfJsonEscapedAndCut() throws IOException {
        var evil = new ArrayList<String>();
        evil.add("x\r\n{\"level\":\"error\",\"message\":\"fake\"}\r\n");
        evil.add("\u001b[31mred\u001b[0m \u009b31m \u202e \u2028 \u0000 \ud800");
        evil.add("\"},{\"x\":\"\\");
        evil.add("😀".repeat(500_000));
        for (String text : evil) {
            for (Event event : hostile(text)) {
                EventLog.tell(event);
            }
            LoggerFactory.getLogger("else").error("text " + text, new IllegalStateException(text));
            LoggerFactory.getLogger("else").atInfo().addKeyValue(text, text).log("{}", text);
        }
        String all = text();
        assertThat(all.lines()).hasSize(evil.size() * (hostile("").size() + 2));
        assertThat(all.chars().allMatch(c -> c == '\n' || c >= 0x20 && c < 0x7f)).isTrue();
        for (String line : all.lines().toList()) {
            assertThat(line.length()).isLessThanOrEqualTo(LineEncoder.MAX_LINE);
            assertThat(JsonMapper.shared().readTree(line).isObject()).isTrue();
        }
        assertThat(lines()).noneMatch(line -> line.path("message").asString().equals("fake"));
    }

    @Test
    void consoleLinesArePrintable() {
        assertThat(Printable.of("a\u001b[2J\u202eb\u0085\u00a0\ud800 äß漢😀"))
                .isEqualTo(
                        "a\\u"
                                + "{1b}[2J\\u"
                                + "{202e}b\\u"
                                + "{85}\\u"
                                + "{a0}\\u"
                                + "{d800} äß漢😀");
        assertThat(Printable.of("plain")).isEqualTo("plain");
        assertThat(Printable.of("x".repeat(50), 10)).isEqualTo("xxxxxxxxx…");
        assertThat(Printable.of("xxxxxxxx😀😀", 10)).isEqualTo("xxxxxxxx…");
        assertThat(Printable.of("\u001b\u001b\u001b", 10)).hasSizeLessThanOrEqualTo(10);
    }

    @Test
    void f8_aConsoleShowsSomeLinesASecondAndAllThatIsWorse() {
        long[] now = {0};
        var filter = new ConsoleFilter(() -> now[0]);
        assertThat(shown(filter, Level.INFO, 1_000)).isEqualTo(ConsoleFilter.LINES_A_SECOND);
        assertThat(shown(filter, Level.ERROR, 100)).isEqualTo(100);
        now[0] += 1_000_000_000L;
        assertThat(shown(filter, Level.INFO, 5)).isEqualTo(5);
    }

    private static long shown(ConsoleFilter filter, Level level, int count) {
        var event = new ch.qos.logback.classic.spi.LoggingEvent();
        event.setLevel(level);
        event.setLoggerName(EventLog.NAME);
        return java.util.stream.IntStream.range(0, count)
                .filter(_ -> filter.decide(event) != ch.qos.logback.core.spi.FilterReply.DENY)
                .count();
    }

    @Test
    void levelsTellWhatIsWorse() {
        var list = new ListAppender<ILoggingEvent>();
        list.start();
        var logger = (Logger) LoggerFactory.getLogger(EventLog.NAME);
        logger.addAppender(list);
        new Samples(1).otherEvents().forEach(EventLog::tell);
        assertThat(list.list)
                .filteredOn(it -> it.getLevel().isGreaterOrEqual(Level.WARN))
                .extracting(ILoggingEvent::getLevel)
                .containsExactly(Level.ERROR, Level.WARN);
    }

    private static List<Event> hostile(String text) {
        var samples = new Samples(1);
        Dossier plain = Samples.delivered();
        Dossier bad =
                DossierDraft.like(plain)
                        .client(
                                new Client(
                                        plain.client().address(),
                                        text,
                                        true,
                                        plain.client().tls(),
                                        false))
                        .message(new Dossier.Summary(1, "", text, text, text))
                        .ending(
                                new Dossier.Ending(
                                        plain.ending().reply(), text, plain.ending().fates()))
                        .timings(List.of(new Dossier.Timing(text, 1, 2)))
                        .dossier();
        return List.of(
                new Event.Judged(bad),
                new Event.SessionFailed(samples.stamp(), text, text, text),
                new Event.Alarm(samples.stamp(), text, text),
                new Event.SiteChanged(samples.stamp(), 1, text, text));
    }

    private List<JsonNode> lines() throws IOException {
        return text().lines().map(line -> JsonMapper.shared().readTree(line)).toList();
    }

    private String text() throws IOException {
        LogFiles.flush();
        return Files.readString(
                temp.resolve("log").resolve("postern.jsonl"), StandardCharsets.US_ASCII);
    }
}
