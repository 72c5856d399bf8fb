package org.postern.mail.trace;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.postern.mail.address.IpAddress;
import org.postern.mail.trace.Received.Source;

/// Reads the forms that mail servers write. Two names in a field are made by the client: what it called itself, and, where
/// its network is its own, its name in the DNS. Neither may pass for the address that the server saw, so each form has its
/// one place for that:
///
/// | server | form |
/// |---|---|
/// | Postfix, Sendmail | `from HELO (name [192.0.2.1]) by …`, IPv6 as `[IPv6:2001:db8::1]` |
/// | Postern | `from HELO ([192.0.2.1]) by …` |
/// | Exim | `from name ([192.0.2.1] helo=HELO) by …`, or `from [192.0.2.1] (helo=HELO) by …` |
/// | Exchange | `from HELO (192.0.2.1) by …` |
/// | qmail | `from name (HELO HELO) (192.0.2.1) by …` |
final class ReceivedReader {
    /// Characters of a field; a longer one says nothing.
    static final int MAX_LENGTH = 8192;

    private static final Pattern EXIM = Pattern.compile("(port=\\d+ ?)?(helo=|$).*");

    /// What stands behind the name in a comment: the literal, a port, and Sendmail's doubts.
    private static final Pattern BEHIND_NAME =
            Pattern.compile(".* \\[([^\\[\\]]*)](:\\d{1,5})?( \\([^()]*\\))?", Pattern.DOTALL);

    private static final Pattern FIRST =
            Pattern.compile("\\[([^\\[\\]]*)](:\\d{1,5})?( .*)?", Pattern.DOTALL);
    private static final Pattern WITHIN =
            Pattern.compile("(qmail \\d+ invoked (from network|by alias|for bounce)|Postern\\b).*");

    private static final Pattern BLANKS = Pattern.compile("[ \\t\\r\\n]+");
    private static final Pattern GMT = Pattern.compile(" (UT|UTC|Z)$");

    private final String text;
    private int at;
    private boolean whole = true;

    /// Words and comments up to the date, in order.
    private final List<Token> tokens = new ArrayList<>();

    /// @param comment whether it stood in parentheses, which are left out
    private record Token(String text, boolean comment) {
        boolean is(String word) {
            return !comment && text.equalsIgnoreCase(word);
        }
    }

    private ReceivedReader(String text) {
        this.text = text;
    }

    static Received read(String value) {
        if (value.length() > MAX_LENGTH) {
            return Received.UNREADABLE;
        }
        var reader = new ReceivedReader(BLANKS.matcher(value).replaceAll(" ").strip());
        return reader.read();
    }

    private Received read() {
        String date = "";
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == ' ') {
                at++;
            } else if (c == '(' && !isGreeting()) {
                tokens.add(new Token(comment(), true));
            } else {
                String word = word();
                int end = word.indexOf(';');
                if (end >= 0 && !isGreeting()) {
                    // Where there are several, the date stands behind the last one.
                    at -= word.length() - end - 1;
                    date = text.substring(at);
                    word = word.substring(0, end);
                }
                if (!word.isEmpty()) {
                    tokens.add(new Token(word, false));
                }
            }
        }
        return new Received(
                source(), behind("by"), behind("with").toUpperCase(Locale.ROOT), date(date));
    }

    /// Whether the word that comes now is what the client called itself, in which any sign may stand.
    private boolean isGreeting() {
        return tokens.size() == 1 && tokens.getFirst().is("from");
    }

    private String word() {
        int start = at;
        while (at < text.length() && text.charAt(at) != ' ') {
            at++;
        }
        return text.substring(start, at);
    }

    /// What stands in parentheses, which may be inside each other. One that is not closed goes to the end, and
    /// then the field says nothing of a client.
    private String comment() {
        int start = ++at;
        int depth = 1;
        while (at < text.length()) {
            char c = text.charAt(at++);
            if (c == '\\') {
                at = Math.min(at + 1, text.length());
            } else if (c == '(' && !isGreeting()) {
                depth++;
            } else if (c == ')' && --depth == 0) {
                return text.substring(start, at - 1);
            }
        }
        whole = false;
        return text.substring(start);
    }

    /// The word behind a keyword; the words of the client do not count.
    private String behind(String keyword) {
        int start = !tokens.isEmpty() && tokens.getFirst().is("from") ? 2 : 0;
        for (int i = start; i + 1 < tokens.size(); i++) {
            if (tokens.get(i).is(keyword) && !tokens.get(i + 1).comment()) {
                return tokens.get(i + 1).text();
            }
        }
        return "";
    }

    private Source source() {
        if (tokens.size() < 2 || !tokens.getFirst().is("from")) {
            return isWithin() ? Source.Other.ITSELF : Source.Other.UNSAID;
        }
        String greeting = tokens.get(1).text();
        var comments = new ArrayList<String>(2);
        int next = 2;
        while (next < tokens.size() && tokens.get(next).comment()) {
            comments.add(tokens.get(next++).text());
        }
        return comments.isEmpty() || !whole && next == tokens.size()
                ? Source.Other.UNSAID
                : address(greeting, comments)
                        .<Source>map(Source.Client::new)
                        .orElse(Source.Other.UNSAID);
    }

    private boolean isWithin() {
        return behind("with").toUpperCase(Locale.ROOT).contains("MTP")
                || tokens.stream()
                        .anyMatch(it -> it.comment() && WITHIN.matcher(it.text()).matches());
    }

    private static Optional<String> address(String greeting, List<String> comments) {
        String first = comments.getFirst();
        if (greeting.startsWith("[") && EXIM.matcher(first).matches()) {
            Matcher literal = FIRST.matcher(greeting);
            return literal.matches() ? numeric(literal.group(1)) : Optional.empty();
        }
        if (first.startsWith("HELO ")) {
            String second = comments.size() > 1 ? comments.get(1) : "";
            return numeric(second.substring(second.lastIndexOf('@') + 1));
        }
        Matcher literal = (first.startsWith("[") ? FIRST : BEHIND_NAME).matcher(first);
        return literal.matches() ? numeric(literal.group(1)) : numeric(first);
    }

    private static Optional<String> numeric(String text) {
        boolean said = text.regionMatches(true, 0, "IPv6:", 0, 5);
        String bare = said ? text.substring(5) : text;
        return IpAddress.canonical(bare, said || bare.indexOf(':') >= 0);
    }

    private static Optional<Instant> date(String written) {
        var plain = new StringBuilder(written.length());
        int depth = 0;
        for (int i = 0; i < written.length(); i++) {
            char c = written.charAt(i);
            depth += c == '(' ? 1 : 0;
            if (depth == 0) {
                plain.append(c);
            }
            depth -= c == ')' && depth > 0 ? 1 : 0;
        }
        String text =
                GMT.matcher(BLANKS.matcher(plain).replaceAll(" ").strip()).replaceFirst(" GMT");
        try {
            return Optional.of(DateTimeFormatter.RFC_1123_DATE_TIME.parse(text, Instant::from));
        } catch (DateTimeException _) {
            return Optional.empty();
        }
    }
}
