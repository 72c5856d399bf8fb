package org.postern.sink;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.postern.mail.address.Address;

/// Where a sink puts what it takes. Called before the positive reply, from many threads.
public sealed interface Shelf {
    /// Keeps nothing.
    record Nothing() implements Shelf {}

    /// Shows each message to somebody and keeps nothing.
    ///
    /// @param viewer called from many threads
    record Shown(Consumer<Taken> viewer) implements Shelf {}

    /// Keeps messages in memory, for tests.
    final class Memory implements Shelf {
        private final List<Taken> messages = new ArrayList<>();

        private synchronized void put(Taken message) {
            messages.add(message);
            notifyAll();
        }

        /// All messages so far, in the order in which they were taken.
        public synchronized List<Taken> messages() {
            return List.copyOf(messages);
        }

        /// Waits until there are at least so many messages, and returns all.
        ///
        /// @throws TimeoutException there were fewer when the time was over
        public synchronized List<Taken> await(int count, Duration atMost)
                throws InterruptedException, TimeoutException {
            long end = System.nanoTime() + atMost.toNanos();
            while (messages.size() < count) {
                long left = (end - System.nanoTime()) / 1_000_000;
                if (left <= 0) {
                    throw new TimeoutException(messages.size() + " of " + count + " messages came");
                }
                wait(left);
            }
            return List.copyOf(messages);
        }
    }

    /// Writes each message to a file `000001.eml`, octet by octet, and its envelope to `000001.envelope` beside it.
    final class Folder implements Shelf {
        private final Path folder;
        private final AtomicLong last = new AtomicLong();

        /// @throws IOException the folder cannot be made
        public Folder(Path folder) throws IOException {
            this.folder = Files.createDirectories(folder);
        }

        private void put(Taken message) throws IOException {
            String name = String.format("%06d", last.incrementAndGet());
            String envelope =
                    message.recipients().stream()
                            .map(Address::toString)
                            .map(recipient -> "RCPT TO:<" + recipient + ">\n")
                            .collect(
                                    Collectors.joining(
                                            "", "MAIL FROM:<" + message.sender() + ">\n", ""));
            Files.writeString(folder.resolve(name + ".envelope"), envelope, StandardCharsets.UTF_8);
            Files.write(folder.resolve(name + ".eml"), message.content());
        }
    }

    /// Whether content has to be gathered at all.
    default boolean wantsContent() {
        return !(this instanceof Nothing);
    }

    /// Keeps one message.
    ///
    /// @throws IOException it was not kept
    default void keep(Taken message) throws IOException {
        switch (this) {
            case Nothing() -> {}
            case Shown(Consumer<Taken> viewer) -> viewer.accept(message);
            case Memory memory -> memory.put(message);
            case Folder folder -> folder.put(message);
        }
    }
}
