package org.postern.journal;

import java.net.InetAddress;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.postern.journey.Dossier;
import org.postern.settings.Parse;

/// What somebody looks for in the message log. All conditions must hold.
///
/// @param terms search words, see [Terms]
/// @param network peers in CIDR form, where a whole network was asked for
/// @param since from this time on
/// @param until before this time
/// @param outcome what became of the message for one recipient at least, or `mixed`
/// @param aboutMessages whether a condition was given that only messages can meet, such as a subject
/// @param limit at most so many answers
public record LogQuery(
        List<String> terms,
        Optional<String> network,
        Instant since,
        Instant until,
        Optional<String> outcome,
        boolean aboutMessages,
        int limit) {
    /// How far back a search looks that does not say.
    public static final Duration USUAL_SPAN = Duration.ofDays(7);

    /// Most answers to one search.
    public static final int MOST = 1000;

    private static final int USUAL_LIMIT = 50;
    private static final Duration LONGEST_SPAN = Duration.ofDays(3660);

    public LogQuery {
        terms = List.copyOf(terms);
    }

    /// A search as a person wrote it; what is empty, or zero, was not asked for.
    ///
    /// @param from address or domain
    /// @param to address or domain
    /// @param subject words, all of which must occur
    /// @param peer numeric address, or a network such as `192.0.2.0/24`
    /// @param since a length of time back from now such as `2h` or `3d`, a date, or a time, in UTC
    /// @param until the same
    public record Asked(
            String from,
            String to,
            String subject,
            String messageId,
            String peer,
            String since,
            String until,
            String outcome,
            int limit) {

        /// @throws IllegalArgumentException what is wrong, in words for the person
        public LogQuery query(Instant now) {
            var terms = new ArrayList<String>();
            if (!from.isEmpty()) {
                terms.add(Terms.from(from));
            }
            if (!to.isEmpty()) {
                terms.add(Terms.to(to));
            }
            if (!messageId.isEmpty()) {
                terms.add(Terms.messageId(messageId));
            }
            terms.addAll(Terms.subject(subject));
            Optional<String> network = network(terms);
            Instant end = until.isEmpty() ? now.plus(Duration.ofDays(1)) : time(until, now);
            Instant begin = since.isEmpty() ? now.minus(USUAL_SPAN) : time(since, now);
            if (!begin.isBefore(end)) {
                throw new IllegalArgumentException("--since is not before --until");
            }
            if (limit < 0 || limit > MOST) {
                throw new IllegalArgumentException("--limit takes 1 to " + MOST);
            }
            return new LogQuery(
                    terms,
                    network,
                    begin,
                    end,
                    outcomeWord(),
                    !messageId.isEmpty() || !subject.isEmpty(),
                    limit == 0 ? USUAL_LIMIT : limit);
        }

        /// One address is a search word; a network is not.
        private Optional<String> network(List<String> terms) {
            if (peer.isEmpty()) {
                return Optional.empty();
            }
            int slash = peer.indexOf('/');
            try {
                String ip = slash < 0 ? peer : peer.substring(0, slash);
                InetAddress address = InetAddress.ofLiteral(ip);
                if (ip.indexOf('%') >= 0) {
                    throw new IllegalArgumentException("an address with a scope");
                }
                if (slash < 0) {
                    terms.add(Terms.peer(address.getHostAddress()));
                    return Optional.empty();
                }
                int bits =
                        Parse.integer(0, address.getAddress().length * 8)
                                .apply(peer.substring(slash + 1));
                return Optional.of(address.getHostAddress() + "/" + bits);
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(
                        "--peer takes an address or a network such as 192.0.2.0/24: " + peer, e);
            }
        }

        private Optional<String> outcomeWord() {
            if (outcome.isEmpty()) {
                return Optional.empty();
            }
            String word = outcome.toLowerCase(Locale.ROOT);
            if (!word.equals(Fates.MIXED)) {
                try {
                    return Optional.of(Fields.word(Fields.constant(Dossier.Kind.class, word)));
                } catch (IllegalArgumentException e) {
                    throw new IllegalArgumentException(
                            "--outcome takes one of " + String.join(", ", outcomes()), e);
                }
            }
            return Optional.of(word);
        }
    }

    /// The words that a search for an outcome takes. No message is returned to its sender at the door.
    public static List<String> outcomes() {
        return Stream.concat(
                        Arrays.stream(Dossier.Kind.values())
                                .filter(it -> it != Dossier.Kind.RETURNED)
                                .map(Fields::word),
                        Stream.of(Fates.MIXED))
                .toList();
    }

    /// Reads `2h` (so long ago), `2026-11-21`, `2026-11-21T10:00` or a whole ISO time; UTC where no zone is named.
    ///
    /// Times further from now than any record are brought near, to where the database has dates.
    static Instant time(String text, Instant now) {
        Instant time = anyTime(text, now);
        Instant first = now.minus(LONGEST_SPAN);
        Instant last = now.plus(LONGEST_SPAN);
        return time.isBefore(first) ? first : time.isAfter(last) ? last : time;
    }

    private static Instant anyTime(String text, Instant now) {
        try {
            if (text.matches("[0-9]{1,6} ?(ms|s|m|h|d)")) {
                return now.minus(Parse.duration(text));
            }
            if (text.length() == 10) {
                return LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant();
            }
            return text.endsWith("Z")
                    ? Instant.parse(text)
                    : LocalDateTime.parse(text).toInstant(ZoneOffset.UTC);
        } catch (DateTimeException | IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "write a time such as 2h, 3d, 2026-11-21 or 2026-11-21T10:00: " + text, e);
        }
    }
}
