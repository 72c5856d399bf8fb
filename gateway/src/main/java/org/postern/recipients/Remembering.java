package org.postern.recipients;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.postern.mail.address.Address;

/// Remembers what a source said, for a while. That somebody is known holds on beyond that while where the source has no
/// answer; that somebody is unknown does not: while nobody can be asked, nobody is refused for good.
/// One question about an address is out at a time, and few about all of them. Thread-safe.
final class Remembering implements Source {
    /// Answers of one source that are remembered; a harvest must not fill the memory.
    private static final int MOST = 100_000;

    /// How long a known recipient stays known without an answer, from when it was one.
    private static final Duration LONGEST = Duration.ofDays(2);

    private static final int AT_ONCE = 16;

    /// Longest wait for a free place, and for the answer that another session waits for.
    private static final Duration PATIENCE = Duration.ofMillis(2500);

    /// How long each answer is taken without asking again.
    record Times(Duration known, Duration unknown, Duration none) {
        /// A next hop, which is not to be asked all day.
        static final Times NEXT_HOP =
                new Times(Duration.ofDays(1), Duration.ofMinutes(10), Duration.ofMinutes(1));

        /// A directory, where people come and go.
        static final Times DIRECTORY =
                new Times(Duration.ofMinutes(30), Duration.ofMinutes(1), Duration.ofSeconds(10));

        private Duration of(Answer answer) {
            return switch (answer) {
                case Answer.Clear.KNOWN -> known;
                case Answer.Clear.UNKNOWN -> unknown;
                case Answer.None _ -> none;
            };
        }
    }

    private record Kept(Answer answer, long givenAt, long freshUntil) {}

    private final Source source;
    private final Times times;
    private final LongSupplier nanoTime;
    private final Cache<String, Kept> kept;
    private final ConcurrentHashMap<String, CompletableFuture<Answer>> asking =
            new ConcurrentHashMap<>();
    private final Semaphore places = new Semaphore(AT_ONCE);

    Remembering(Source source, Times times, LongSupplier nanoTime) {
        this.source = source;
        this.times = times;
        this.nanoTime = nanoTime;
        this.kept =
                Caffeine.newBuilder()
                        .maximumSize(MOST)
                        .expireAfterWrite(LONGEST)
                        .ticker(nanoTime::getAsLong)
                        .executor(Runnable::run)
                        .build();
    }

    @Override
    public Answer ask(Address address) throws InterruptedException {
        String key = source.whom(address) + " " + address.toString().toLowerCase(Locale.ROOT);
        Kept before = kept.getIfPresent(key);
        if (before != null && before.freshUntil - nanoTime.getAsLong() > 0) {
            return before.answer;
        }
        var mine = new CompletableFuture<Answer>();
        CompletableFuture<Answer> others = asking.putIfAbsent(key, mine);
        if (others != null) {
            return await(others, before);
        }
        Answer answer = new Answer.None("gave no answer");
        try {
            Kept after = renewed(asked(address), before);
            kept.put(key, after);
            answer = after.answer;
            return answer;
        } finally {
            asking.remove(key, mine);
            mine.complete(answer);
        }
    }

    private Answer await(CompletableFuture<Answer> others, @Nullable Kept before)
            throws InterruptedException {
        try {
            Answer answer = others.get(PATIENCE.toNanos(), TimeUnit.NANOSECONDS);
            return renewed(answer, before).answer;
        } catch (TimeoutException _) {
            return renewed(new Answer.None("gave no answer in time"), before).answer;
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    /// That somebody is known holds on where there is no answer, and the source is asked again soon.
    private Kept renewed(Answer said, @Nullable Kept before) {
        long now = nanoTime.getAsLong();
        long next = now + times.of(said).toNanos();
        if (said instanceof Answer.None
                && before != null
                && before.answer == Answer.Clear.KNOWN
                && now - before.givenAt < LONGEST.toNanos()) {
            return new Kept(before.answer, before.givenAt, next);
        }
        return new Kept(said, now, next);
    }

    private Answer asked(Address address) throws InterruptedException {
        if (!places.tryAcquire(PATIENCE.toNanos(), TimeUnit.NANOSECONDS)) {
            return new Answer.None("is asked too much at once");
        }
        try {
            return source.ask(address);
        } finally {
            places.release();
        }
    }
}
