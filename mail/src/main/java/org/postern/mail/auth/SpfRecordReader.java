package org.postern.mail.auth;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.postern.mail.address.IpAddress;
import org.postern.mail.address.Parsed;
import org.postern.mail.auth.SpfRecord.Directive;
import org.postern.mail.auth.SpfRecord.Mechanism;

/// Reads records by the grammar of RFC 7208 §12.
final class SpfRecordReader {
    static final String VERSION = "v=spf1";

    private static final String NUMBER = "(0|[1-9][0-9]{0,2})";

    /// The lengths of both prefixes; what stands before them may have slashes too.
    private static final Pattern LENGTHS =
            Pattern.compile("(?:/" + NUMBER + ")?(?://" + NUMBER + ")?$");

    private static final Pattern MODIFIER = Pattern.compile("([A-Za-z][A-Za-z0-9_.-]*)=(.*)");

    private static final class Wrong extends Exception {
        private static final long serialVersionUID = 1;

        Wrong(String why) {
            super(why, null, false, false);
        }
    }

    private final List<Directive> directives = new ArrayList<>();
    private @Nullable MacroString redirect;
    private @Nullable MacroString explanation;

    Parsed<SpfRecord> read(String text) {
        if (!SpfRecord.isOne(text)) {
            return new Parsed.Failed<>("does not begin with " + VERSION);
        }
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) < ' ' || text.charAt(i) > '~') {
                return new Parsed.Failed<>("has a character that is not printable ASCII");
            }
        }
        for (String term : text.substring(VERSION.length()).split(" +", -1)) {
            try {
                term(term);
            } catch (Wrong e) {
                return new Parsed.Failed<>("\"" + SpfTexts.cut(term) + "\": " + e.getMessage());
            }
        }
        return new Parsed.Value<>(new SpfRecord(directives, redirect, explanation));
    }

    private void term(String term) throws Wrong {
        if (term.isEmpty()) {
            return;
        }
        int end = 0;
        while (end < term.length() && ":/=".indexOf(term.charAt(end)) < 0) {
            end++;
        }
        if (end < term.length() && term.charAt(end) == '=') {
            modifier(term);
            return;
        }
        SpfResult result =
                switch (term.charAt(0)) {
                    case '-' -> SpfResult.FAIL;
                    case '~' -> SpfResult.SOFTFAIL;
                    case '?' -> SpfResult.NEUTRAL;
                    default -> SpfResult.PASS;
                };
        int start = result != SpfResult.PASS || term.charAt(0) == '+' ? 1 : 0;
        String name = term.substring(start, end).toLowerCase(Locale.ROOT);
        directives.add(new Directive(result, mechanism(name, term.substring(end)), term));
    }

    private void modifier(String term) throws Wrong {
        Matcher parts = MODIFIER.matcher(term);
        if (!parts.matches()) {
            throw new Wrong("a modifier has no such name");
        }
        String value = parts.group(2);
        switch (parts.group(1).toLowerCase(Locale.ROOT)) {
            case "redirect" -> {
                if (redirect != null) {
                    throw new Wrong("redirect stands there twice");
                }
                redirect = domain(value);
            }
            case "exp" -> {
                if (explanation != null) {
                    throw new Wrong("exp stands there twice");
                }
                explanation = domain(value);
            }
            default -> macros(value, MacroString.Place.UNKNOWN);
        }
    }

    /// @param rest what follows the name, with the colon or slash
    private static Mechanism mechanism(String name, String rest) throws Wrong {
        return switch (name) {
            case "all" -> {
                if (!rest.isEmpty()) {
                    throw new Wrong("all has nothing behind it");
                }
                yield Mechanism.All.ALL;
            }
            case "include" -> new Mechanism.Include(domain(argument(rest)));
            case "exists" -> new Mechanism.Exists(domain(argument(rest)));
            case "ptr" ->
                    new Mechanism.Names(
                            rest.isEmpty()
                                    ? Optional.empty()
                                    : Optional.of(domain(argument(rest))));
            case "a", "mx" -> hosts(name.equals("mx"), rest);
            case "ip4" -> network(argument(rest), false);
            case "ip6" -> network(argument(rest), true);
            default -> throw new Wrong("no such mechanism");
        };
    }

    private static Mechanism hosts(boolean exchangers, String rest) throws Wrong {
        Matcher lengths = LENGTHS.matcher(rest);
        if (!lengths.find()) {
            throw new Wrong("not the length of a prefix");
        }
        int bits4 = length(lengths.group(1), 32);
        int bits6 = length(lengths.group(2), 128);
        String before = rest.substring(0, lengths.start());
        Optional<MacroString> domain =
                before.isEmpty() ? Optional.empty() : Optional.of(domain(argument(before)));
        return exchangers
                ? new Mechanism.Exchangers(domain, bits4, bits6)
                : new Mechanism.Hosts(domain, bits4, bits6);
    }

    private static Mechanism network(String text, boolean version6) throws Wrong {
        int slash = text.indexOf('/');
        IpAddress prefix =
                IpAddress.parse(slash < 0 ? text : text.substring(0, slash))
                        .filter(it -> it.version6() == version6)
                        .orElseThrow(
                                () -> new Wrong("not an address of IPv" + (version6 ? "6" : "4")));
        String bits = slash < 0 ? null : text.substring(slash + 1);
        if (bits != null && !bits.matches(NUMBER)) {
            throw new Wrong("not the length of a prefix");
        }
        return new Mechanism.Network(prefix, length(bits, prefix.width()));
    }

    private static int length(@Nullable String digits, int most) throws Wrong {
        int bits = digits == null ? most : Integer.parseInt(digits);
        if (bits > most) {
            throw new Wrong("a prefix longer than an address");
        }
        return bits;
    }

    private static String argument(String rest) throws Wrong {
        if (!rest.startsWith(":")) {
            throw new Wrong(rest.isEmpty() ? "a colon and more must follow" : "not a domain");
        }
        return rest.substring(1);
    }

    private static MacroString domain(String text) throws Wrong {
        return macros(text, MacroString.Place.DOMAIN);
    }

    private static MacroString macros(String text, MacroString.Place place) throws Wrong {
        return switch (MacroString.parse(text, place)) {
            case Parsed.Value<MacroString>(var value) -> value;
            case Parsed.Failed<MacroString>(var why) -> throw new Wrong(why);
        };
    }
}
