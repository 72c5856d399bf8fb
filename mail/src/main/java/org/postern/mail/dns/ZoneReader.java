package org.postern.mail.dns;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.postern.mail.address.IpAddress;
import org.postern.mail.dns.ZoneTokens.Entry;
import org.postern.mail.dns.ZoneTokens.Word;

/// Reads zone files (RFC 1035 §5): `$ORIGIN`, `$TTL`, addresses, MX, PTR, TXT, CNAME; records of other kinds are left out.
/// Names without a final dot are below the origin, or whole names as long as there is none. Nothing is included from other
/// files.
///
/// For trying out what happens when the DNS fails, three more kinds of lines say what else is answered, for one type or for
/// all that a name has not: `NAME FAIL [TYPE] timeout`, `NAME NXDOMAIN [TYPE]`, `NAME NONE [TYPE]`. `$ELSEWHERE timeout` makes
/// all names fail that are not in the file, and `$DNSSEC secure` or `insecure` says what holds from there on.
public final class ZoneReader {
    /// Entries that are left out are told one by one up to this.
    private static final int MOST_PROBLEMS = 100;

    private static final long MOST_SECONDS = Integer.MAX_VALUE;
    private static final Set<String> CLASSES = Set.of("IN", "CH", "HS", "CS");

    /// A line that could not be read.
    ///
    /// @param line counted from 1
    public record Problem(int line, String why) {}

    /// What came of a file. A bad entry is told, and the others hold.
    ///
    /// @param problems the first of them
    /// @param leftOut how many entries could not be read
    /// @param others how many records were of kinds that nobody asks for
    public record Reading(Zone zone, List<Problem> problems, int leftOut, int others) {
        public Reading {
            problems = List.copyOf(problems);
        }
    }

    private static final class Wrong extends Exception {
        private static final long serialVersionUID = 1;

        Wrong(String why) {
            super(why, null, false, false);
        }
    }

    private final Zone.Builder zone = new Zone.Builder();
    private final List<Problem> problems = new ArrayList<>();
    private int leftOut;
    private int others;
    private @Nullable DnsName origin;
    private @Nullable DnsName owner;
    private Duration kept = Zone.KEPT;
    private Dnssec dnssec = Dnssec.INSECURE;

    private ZoneReader() {}

    public static Reading read(String text) {
        var reader = new ZoneReader();
        for (Entry entry : ZoneTokens.of(text)) {
            try {
                reader.entry(entry);
            } catch (Wrong e) {
                reader.leftOut++;
                if (reader.problems.size() < MOST_PROBLEMS) {
                    reader.problems.add(new Problem(entry.line(), String.valueOf(e.getMessage())));
                }
            }
        }
        return new Reading(reader.zone.build(), reader.problems, reader.leftOut, reader.others);
    }

    private void entry(Entry entry) throws Wrong {
        if (!entry.fault().isEmpty()) {
            throw new Wrong(entry.fault());
        }
        var words = new Words(entry.words());
        if (entry.ownerFirst()) {
            Word first = words.next("a name");
            if (!first.quoted() && first.text().startsWith("$")) {
                directive(first.text().toUpperCase(Locale.ROOT), words);
                return;
            }
            owner = null;
            owner = name(first);
        }
        if (owner == null) {
            throw new Wrong("the name that this belongs to is missing");
        }
        record(owner, words);
    }

    private void directive(String directive, Words words) throws Wrong {
        switch (directive) {
            case "$ORIGIN" -> {
                DnsName name = name(words.next("a name"));
                words.end();
                origin = name;
            }
            case "$TTL" -> {
                Duration time = time(words.next("a time").text());
                words.end();
                kept = time;
            }
            case "$DNSSEC" -> {
                Dnssec said = dnssec(words.next("secure or insecure").text());
                words.end();
                dnssec = said;
            }
            case "$ELSEWHERE" -> {
                DnsAnswer.Failed failed = failed(words);
                words.end();
                zone.elsewhere(failed.cause(), failed.why());
            }
            default -> throw new Wrong("an instruction that is not followed here");
        }
    }

    private static Dnssec dnssec(String text) throws Wrong {
        return switch (text) {
            case "secure" -> Dnssec.SECURE;
            case "insecure" -> Dnssec.INSECURE;
            default -> throw new Wrong("write secure or insecure");
        };
    }

    private void record(DnsName name, Words words) throws Wrong {
        Duration time = kept;
        String type = words.next("a type").text();
        for (int i = 0; i < 2; i++) {
            if (isNumber(type)) {
                time = time(type);
            } else if (!CLASSES.contains(type.toUpperCase(Locale.ROOT))) {
                break;
            } else if (!type.equalsIgnoreCase("IN")) {
                throw new Wrong("a class other than IN");
            }
            type = words.next("a type").text();
        }
        switch (type.toUpperCase(Locale.ROOT)) {
            case "A" -> add(name, address(words, false), time, words);
            case "AAAA" -> add(name, address(words, true), time, words);
            case "MX" -> add(name, exchanger(words), time, words);
            case "PTR" -> add(name, new DnsRecord.Pointer(name(words.next("a name"))), time, words);
            case "TXT" -> add(name, new DnsRecord.Text(words.rest()), time, words);
            case "CNAME" -> {
                DnsName target = name(words.next("a name"));
                words.end();
                zone.alias(name, target);
            }
            case "FAIL" -> say(name, words.type(), failed(words), words);
            case "NXDOMAIN" ->
                    say(name, words.type(), new DnsAnswer.Nothing(false, dnssec, time), words);
            case "NONE" ->
                    say(name, words.type(), new DnsAnswer.Nothing(true, dnssec, time), words);
            default -> {
                if (!type.matches("[A-Za-z][A-Za-z0-9-]*")) {
                    throw new Wrong("not the type of a record");
                }
                words.rest();
                others++;
            }
        }
    }

    private void add(DnsName name, DnsRecord record, Duration time, Words words) throws Wrong {
        words.end();
        zone.record(name, record, dnssec, time);
    }

    private void say(DnsName name, Optional<DnsType> type, DnsAnswer answer, Words words)
            throws Wrong {
        words.end();
        if (type.isPresent()) {
            zone.answer(new DnsQuestion(name, type.get()), answer);
        } else {
            zone.rest(name, answer);
        }
    }

    private DnsRecord exchanger(Words words) throws Wrong {
        return new DnsRecord.Exchanger(
                preference(words.next("a preference").text()), name(words.next("a host")));
    }

    private static DnsAnswer.Failed failed(Words words) throws Wrong {
        String cause = words.next("why it fails").text();
        for (DnsFailure one : DnsFailure.values()) {
            if (one.name().replace('_', '-').equalsIgnoreCase(cause)) {
                String why = words.isEmpty() ? "" : words.rest();
                return new DnsAnswer.Failed(one, printable(why));
            }
        }
        throw new Wrong(
                "write one of timeout, servfail, bogus, refused, malformed, unreachable, not-asked");
    }

    private static DnsRecord address(Words words, boolean version6) throws Wrong {
        return IpAddress.parse(words.next("an address").text())
                .filter(it -> it.version6() == version6)
                .map(DnsRecord.Address::new)
                .orElseThrow(() -> new Wrong("not an address of IPv" + (version6 ? "6" : "4")));
    }

    private DnsName name(Word word) throws Wrong {
        String text = word.text();
        if (text.equals("@") && !word.quoted()) {
            return origin == null ? DnsName.ROOT : origin;
        }
        DnsName name = DnsName.of(text).orElseThrow(() -> new Wrong("not a name of the DNS"));
        if (text.endsWith(".") || origin == null) {
            return name;
        }
        return name.below(origin).orElseThrow(() -> new Wrong("a name that is too long"));
    }

    private static int preference(String text) throws Wrong {
        if (!text.matches("[0-9]{1,5}") || Integer.parseInt(text) > 0xffff) {
            throw new Wrong("a preference is a number up to 65535");
        }
        return Integer.parseInt(text);
    }

    private static boolean isNumber(String text) {
        return !text.isEmpty() && text.charAt(0) >= '0' && text.charAt(0) <= '9';
    }

    /// Seconds, or numbers with units as in `1h30m`.
    private static Duration time(String text) throws Wrong {
        long all = 0;
        long number = -1;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= '0' && c <= '9') {
                number = Math.max(number, 0) * 10 + (c - '0');
            } else {
                if (number < 0) {
                    throw new Wrong("not a time");
                }
                all += number * unit(c);
                number = -1;
            }
            if (number > MOST_SECONDS || all > MOST_SECONDS) {
                throw new Wrong("a time that is too long");
            }
        }
        if (text.isEmpty()) {
            throw new Wrong("not a time");
        }
        return Duration.ofSeconds(Math.min(all + Math.max(number, 0), MOST_SECONDS));
    }

    private static long unit(char c) throws Wrong {
        return switch (c) {
            case 's', 'S' -> 1;
            case 'm', 'M' -> 60;
            case 'h', 'H' -> 3600;
            case 'd', 'D' -> 86_400;
            case 'w', 'W' -> 604_800;
            default -> throw new Wrong("not a time");
        };
    }

    private static String printable(String text) {
        return text.replaceAll("[^ -~]", "?");
    }

    /// The words of an entry, one after the other.
    private static final class Words {
        private final List<Word> words;
        private int at;

        Words(List<Word> words) {
            this.words = words;
        }

        boolean isEmpty() {
            return at == words.size();
        }

        Word next(String what) throws Wrong {
            if (isEmpty()) {
                throw new Wrong(what + " is missing");
            }
            return words.get(at++);
        }

        /// All that are left, joined.
        String rest() throws Wrong {
            if (isEmpty()) {
                throw new Wrong("the data is missing");
            }
            var all = new StringBuilder();
            while (!isEmpty()) {
                all.append(words.get(at++).text());
            }
            return all.toString();
        }

        /// A type, if one follows.
        Optional<DnsType> type() {
            if (!isEmpty()) {
                for (DnsType type : DnsType.values()) {
                    if (type.name().equalsIgnoreCase(words.get(at).text())) {
                        at++;
                        return Optional.of(type);
                    }
                }
            }
            return Optional.empty();
        }

        void end() throws Wrong {
            if (!isEmpty()) {
                throw new Wrong("more than one such line has");
            }
        }
    }
}
