package org.postern.app;

import java.io.PrintStream;
import java.util.function.Supplier;

/// A line on the terminal that says what takes so long. It appears after two seconds, is renewed twice a second, is
/// gone when closed, and never appears where standard error is not a terminal.
public final class Progress implements AutoCloseable {
    private static final long PATIENCE_MILLIS = 2000;
    private static final long RENEWAL_MILLIS = 500;

    private final Thread painter;

    private Progress(Thread painter) {
        this.painter = painter;
    }

    /// Begins; `words` is asked again for every renewal, from another thread.
    @SuppressWarnings(
            "SystemConsoleNull") // the console may be there for input only: isTerminal decides
    public static Progress of(Supplier<String> words) {
        var console = System.console();
        boolean terminal = console != null && console.isTerminal();
        return on(System.err, terminal, PATIENCE_MILLIS, words);
    }

    static Progress on(
            PrintStream where, boolean terminal, long patienceMillis, Supplier<String> words) {
        Runnable work = terminal ? () -> paint(where, patienceMillis, words) : () -> {};
        return new Progress(Thread.ofVirtual().name("progress").start(work));
    }

    private static void paint(PrintStream where, long patienceMillis, Supplier<String> words) {
        boolean painted = false;
        try {
            Thread.sleep(patienceMillis);
            while (true) {
                where.print("\r\u001b[K" + words.get());
                where.flush();
                painted = true;
                Thread.sleep(RENEWAL_MILLIS);
            }
        } catch (InterruptedException _) {
            if (painted) {
                where.print("\r\u001b[K");
                where.flush();
            }
        }
    }

    /// Wipes the line away; what is printed next starts in the first column.
    @Override
    public void close() {
        painter.interrupt();
        try {
            painter.join();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
