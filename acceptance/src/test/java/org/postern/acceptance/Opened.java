package org.postern.acceptance;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;

/// Programs and servers of a test, which end together, the last one first; also where the next of them did not start.
final class Opened implements AutoCloseable {
    private final Deque<AutoCloseable> all = new ArrayDeque<>();

    /// Something that has to be closed.
    interface Opening<T> {
        T open() throws IOException;
    }

    /// What was opened, closed when this is.
    <T extends AutoCloseable> T add(T opened) {
        all.push(opened);
        return opened;
    }

    /// What the opening makes; if it fails, all that is open is closed.
    static <T> T orClose(Opened opened, Opening<T> opening) throws IOException {
        try {
            return opening.open();
        } catch (IOException | RuntimeException | Error e) {
            try {
                opened.close();
            } catch (IOException again) {
                e.addSuppressed(again);
            }
            throw e;
        }
    }

    /// Closes all of them, whatever happens to one.
    @Override
    public void close() throws IOException {
        IOException failed = null;
        while (!all.isEmpty()) {
            try {
                all.pop().close();
            } catch (Exception e) {
                if (failed == null) {
                    failed = new IOException("not everything could be closed");
                }
                failed.addSuppressed(e);
            }
        }
        if (failed != null) {
            throw failed;
        }
    }
}
