package org.postern.journal;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.time.Instant;
import java.util.List;

/// Any words of a search, one a line. Either the person is told what to write, or every part of the search is one that
/// the database takes.
class LogQueryFuzz {
    private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
    private static final Instant FIRST = Instant.parse("1900-01-01T00:00:00Z");
    private static final Instant LAST = Instant.parse("2100-01-01T00:00:00Z");

    @FuzzTest(maxDuration = "10m")
    void everySearchIsOneThatTheDatabaseTakes(byte[] octets) {
        String[] words = (new String(octets, UTF_8) + "\n".repeat(9)).split("\n", -1);
        LogQuery query;
        try {
            query =
                    new LogQuery.Asked(
                                    words[0],
                                    words[1],
                                    words[2],
                                    words[3],
                                    words[4],
                                    words[5],
                                    words[6],
                                    words[7],
                                    words[8].hashCode() % (LogQuery.MOST + 10))
                            .query(NOW);
        } catch (IllegalArgumentException e) {
            String said = String.valueOf(e.getMessage());
            require(
                    said.contains("--peer")
                            || said.contains("--limit")
                            || said.contains("--outcome")
                            || said.contains("--since")
                            || said.startsWith("write a time"),
                    "says nothing of use: " + said);
            return;
        }
        require(query.since().isBefore(query.until()), "no time between");
        require(!query.since().isBefore(FIRST) && !query.until().isAfter(LAST), "beyond dates");
        require(query.limit() > 0 && query.limit() <= LogQuery.MOST, "limit " + query.limit());
        require(query.terms().stream().allMatch(EventJsonFuzz::isTerm), "terms " + query.terms());
        query.network().ifPresent(LogQueryFuzz::isNetwork);
        query.outcome()
                .ifPresent(word -> require(OUTCOMES.contains(word), "no such outcome: " + word));
    }

    private static final List<String> OUTCOMES =
            List.of("delivered", "held", "queued", "refused", "put-off", "discarded", "mixed");

    private static void isNetwork(String text) {
        int slash = text.indexOf('/');
        String ip = text.substring(0, slash);
        int most = ip.indexOf(':') >= 0 ? 128 : 32;
        int bits = Integer.parseInt(text.substring(slash + 1));
        require(
                ip.matches("[0-9a-f.:]+") && bits >= 0 && bits <= most,
                "not what inet takes: " + text);
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new AssertionError(otherwise);
        }
    }
}
