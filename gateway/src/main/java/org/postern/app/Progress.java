package org.postern.app;

import java.io.PrintStream;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/// A line on the terminal that says what takes so long. It appears after two seconds, is renewed twice a second, is
/// gone when closed, and never appears where nobody sits at a terminal.
public final class Progress implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final Duration RENEWAL = Duration.ofMillis(500);

    /// Erases the line that the cursor is on.
    private static final String WIPE = "\r\u001b[K";

    private final Thread painter;

    private Progress(Thread painter) {
        this.painter = painter;
    }

    /// Begins; `words` is asked again for every renewal, from another thread.
    public static Progress of(Supplier<String> words) {
        return on(System.err, Progress::isTerminal, PATIENCE, words);
    }

    /// Begins, and says besides for how long it has been so.
    public static Progress since(String what) {
        long begin = System.nanoTime();
        return of(() -> what + ", " + (System.nanoTime() - begin) / 1_000_000_000 + " s");
    }

    /// Begins on any stream.
    ///
    /// @param terminal asked when the patience is over, and not before: it costs something
    public static Progress on(
            PrintStream where,
            BooleanSupplier terminal,
            Duration patience,
            Supplier<String> words) {
        return new Progress(
                Thread.ofVirtual()
                        .name("progress")
                        .start(() -> paint(where, terminal, patience, words)));
    }

    @SuppressWarnings(
            "SystemConsoleNull") // the console may be there for input only: isTerminal decides
    private static boolean isTerminal() {
        var console = System.console();
        return console != null && console.isTerminal();
    }

    private static void paint(
            PrintStream where,
            BooleanSupplier terminal,
            Duration patience,
            Supplier<String> words) {
        boolean painted = false;
        try {
            Thread.sleep(patience);
            if (!terminal.getAsBoolean()) {
                return;
            }
            while (true) {
                // The cursor goes back, so that what others print covers the words.
                where.print(WIPE + words.get() + "\r");
                where.flush();
                painted = true;
                Thread.sleep(RENEWAL);
            }
        } catch (InterruptedException _) {
            if (painted) {
                where.print(WIPE);
                where.flush();
            }
        }
    }

    @Override
    public void close() {
        end();
    }

    /// Wipes the line away; what is printed next starts in the first column.
    public void end() {
        painter.interrupt();
        try {
            painter.join();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
