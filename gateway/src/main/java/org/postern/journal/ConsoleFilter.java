package org.postern.journal;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.filter.Filter;
import ch.qos.logback.core.spi.FilterReply;
import java.util.function.LongSupplier;

/// Lets a console show so many events a second and no more: nobody reads faster, and a terminal would hold mail up. The
/// log file has them all; what is worse than usual is always shown.
final class ConsoleFilter extends Filter<ILoggingEvent> {
    static final int LINES_A_SECOND = 20;

    private static final long SECOND = 1_000_000_000L;

    private final LongSupplier nanos;
    private long began;
    private int shown;

    ConsoleFilter(LongSupplier nanos) {
        this.nanos = nanos;
        this.began = nanos.getAsLong();
    }

    @Override
    public FilterReply decide(ILoggingEvent event) {
        if (event.getLevel().isGreaterOrEqual(Level.WARN)
                || !event.getLoggerName().equals(EventLog.NAME)) {
            return FilterReply.NEUTRAL;
        }
        return hasRoom() ? FilterReply.NEUTRAL : FilterReply.DENY;
    }

    private synchronized boolean hasRoom() {
        long now = nanos.getAsLong();
        if (now - began >= SECOND) {
            began = now;
            shown = 0;
        }
        return shown++ < LINES_A_SECOND;
    }
}
