package org.postern.journal;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.Layout;
import ch.qos.logback.core.LayoutBase;
import ch.qos.logback.core.encoder.LayoutWrappingEncoder;
import ch.qos.logback.core.rolling.RollingFileAppender;
import ch.qos.logback.core.rolling.SizeAndTimeBasedRollingPolicy;
import ch.qos.logback.core.spi.ContextAwareBase;
import ch.qos.logback.core.spi.LifeCycle;
import ch.qos.logback.core.util.FileSize;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.slf4j.LoggerFactory;

/// Where log lines go. A verb of the command line says warnings on standard error and nothing else; a running gateway
/// writes `postern.jsonl` in its log folder, and short lines for people on its console.
public final class LogFiles {
    private static final String FILE = "postern.jsonl";
    private static final int BUFFER = 256 << 10;

    private LogFiles() {}

    /// Begins to write log files; what was configured before is replaced.
    ///
    /// @param folder made if it is not there, mode 0700
    /// @param console whether to write lines for people on standard output, too
    public static void open(Path folder, JournalSettings settings, boolean console)
            throws IOException {
        new Disk().folder(folder);
        var context = (LoggerContext) LoggerFactory.getILoggerFactory();
        context.reset();
        var root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        root.setLevel(Level.INFO);
        root.addAppender(file(context, folder, settings));
        if (console) {
            root.addAppender(console(context, "System.out"));
        }
        // Their lines at INFO repeat what settings and doctor say better.
        context.getLogger("com.zaxxer.hikari").setLevel(Level.WARN);
        context.getLogger("org.flywaydb").setLevel(Level.WARN);
    }

    /// Writes out what is still in memory; nothing is logged afterwards.
    public static void close() {
        ((LoggerContext) LoggerFactory.getILoggerFactory()).stop();
    }

    /// Writes out the lines of events that are still in memory. Other lines, and what is worse than usual, do not wait.
    static void flush() {
        var context = (LoggerContext) LoggerFactory.getILoggerFactory();
        var root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        if (root.getAppender(FILE) instanceof GroupAppender appender) {
            appender.flush();
        }
    }

    private static RollingFileAppender<ILoggingEvent> file(
            LoggerContext context, Path folder, JournalSettings settings) {
        var appender = new GroupAppender();
        appender.setContext(context);
        appender.setName(FILE);
        appender.setImmediateFlush(false);
        appender.setBufferSize(new FileSize(BUFFER));
        appender.setFile(folder.resolve(FILE).toString());
        var encoder = new LineEncoder();
        encoder.setContext(context);
        encoder.start();
        appender.setEncoder(encoder);
        var policy = new SizeAndTimeBasedRollingPolicy<ILoggingEvent>();
        policy.setContext(context);
        policy.setParent(appender);
        policy.setFileNamePattern(
                folder.resolve("postern-%d{yyyy-MM-dd,UTC}.%i.jsonl.gz").toString());
        policy.setMaxFileSize(new FileSize(settings.logFile().octets()));
        policy.setMaxHistory(settings.logDays());
        policy.setTotalSizeCap(new FileSize(settings.logTotal().octets()));
        policy.start();
        appender.setRollingPolicy(policy);
        appender.start();
        return appender;
    }

    private static ConsoleAppender<ILoggingEvent> console(LoggerContext context, String target) {
        var appender = new ConsoleAppender<ILoggingEvent>();
        appender.setContext(context);
        appender.setName("console");
        appender.setTarget(target);
        var encoder = new LayoutWrappingEncoder<ILoggingEvent>();
        encoder.setContext(context);
        encoder.setCharset(StandardCharsets.UTF_8);
        encoder.setLayout(started(context, new PeopleLayout()));
        encoder.start();
        appender.setEncoder(encoder);
        appender.addFilter(started(context, new ConsoleFilter(System::nanoTime)));
        appender.start();
        return appender;
    }

    private static ConsoleFilter started(LoggerContext context, ConsoleFilter filter) {
        filter.setContext(context);
        filter.start();
        return filter;
    }

    private static <T extends Layout<ILoggingEvent> & LifeCycle> T started(
            LoggerContext context, T layout) {
        layout.setContext(context);
        layout.start();
        return layout;
    }

    /// Leaves the lines of events in memory until the writer of the journal has told a group of them.
    private static final class GroupAppender extends RollingFileAppender<ILoggingEvent> {
        @Override
        protected void subAppend(ILoggingEvent event) {
            super.subAppend(event);
            if (!event.getLoggerName().equals(EventLog.NAME)
                    || event.getLevel().isGreaterOrEqual(Level.WARN)) {
                flush();
            }
        }

        void flush() {
            streamWriteLock.lock();
            try {
                OutputStream open = getOutputStream();
                if (open != null) {
                    open.flush();
                }
            } catch (IOException e) {
                addError("cannot write the log file", e);
            } finally {
                streamWriteLock.unlock();
            }
        }
    }

    /// A line for people: time, what is worse than usual, and the sentence, safe for a terminal.
    private static final class PeopleLayout extends LayoutBase<ILoggingEvent> {
        private static final int WIDTH = 400;
        private static final DateTimeFormatter TIME =
                DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);

        @Override
        public String doLayout(ILoggingEvent event) {
            var line = new StringBuilder(120).append(TIME.format(event.getInstant())).append(' ');
            if (event.getLevel().isGreaterOrEqual(Level.WARN)) {
                line.append(event.getLevel()).append(' ');
            }
            line.append(Printable.of(event.getFormattedMessage(), WIDTH));
            var thrown = event.getThrowableProxy();
            if (thrown != null) {
                String what = thrown.getClassName() + ": " + thrown.getMessage();
                line.append(" (").append(Printable.of(what, WIDTH)).append(')');
            }
            return line.append('\n').toString();
        }
    }

    /// What logback finds at its start, before [#open] or without it.
    public static final class Quiet extends ContextAwareBase implements Configurator {
        @Override
        public ExecutionStatus configure(LoggerContext context) {
            var root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
            root.setLevel(Level.WARN);
            root.addAppender(console(context, "System.err"));
            return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
        }
    }
}
