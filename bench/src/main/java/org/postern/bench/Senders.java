package org.postern.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.postern.bench.Letter.Way;

/// Clients that send one message after the other until they are told to stop, each under an address of its own. One that
/// hears no 250 sends the message again, as every mail server does; each attempt has an id of its own, so that what the
/// client repeats is not taken for a duplicate of the gateway.
final class Senders {
    private static final Duration AGAIN = Duration.ofMillis(20);
    private static final List<Way> WAYS = List.of(Way.values());

    private final Ledger ledger;
    private final Consumer<Way> heard;
    private final AtomicLong next = new AtomicLong();
    private final AtomicBoolean over = new AtomicBoolean();
    private final List<Thread> threads = new ArrayList<>();

    /// @param heard told each 250, before the client goes on
    Senders(Ledger ledger, Consumer<Way> heard) {
        this.ledger = ledger;
        this.heard = heard;
    }

    void start(int clients, int port) {
        for (int i = 0; i < clients; i++) {
            Way way = WAYS.get(i % WAYS.size());
            // Addresses of their own, so that limits of one client do not count for all.
            String from = "127.0.0." + (10 + i);
            threads.add(
                    Thread.ofPlatform()
                            .daemon()
                            .name("client ", i)
                            .start(() -> sendUntilOver(from, port, way)));
        }
    }

    void stop() throws InterruptedException {
        over.set(true);
        for (Thread thread : threads) {
            thread.join();
        }
    }

    private void sendUntilOver(String from, int port, Way way) {
        long number = next.getAndIncrement();
        int attempt = 1;
        while (!over.get()) {
            Letter letter = Letter.of(way, number, attempt);
            if (send(from, port, letter)) {
                number = next.getAndIncrement();
                attempt = 1;
                continue;
            }
            attempt++;
            try {
                Thread.sleep(AGAIN);
            } catch (InterruptedException _) {
                return;
            }
        }
    }

    private boolean send(String from, int port, Letter letter) {
        boolean connected = false;
        try (Talk talk = Talk.open(from, port)) {
            connected = true;
            talk.send(letter.way().recipients(), letter.content());
            ledger.acknowledged(letter);
            heard.accept(letter.way());
            return true;
        } catch (IOException _) {
            if (connected) {
                ledger.unanswered();
            }
            return false;
        }
    }
}
