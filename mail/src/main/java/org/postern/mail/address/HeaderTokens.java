package org.postern.mail.address;

import java.util.Set;
import org.postern.mail.address.AddressList.Problem;

/// The lexical tokens of a structured header field (RFC 5322 §3.2). Blanks, folding and comments stand between tokens
/// and are only remembered as a gap.
final class HeaderTokens {
    enum Kind {
        ATOM,
        QUOTED,
        LITERAL,
        DOT,
        AT,
        OPEN_ANGLE,
        CLOSE_ANGLE,
        COLON,
        SEMICOLON,
        COMMA,
        OTHER,
        END
    }

    private final String source;
    private final Set<Problem> problems;
    private int at;
    private Kind kind = Kind.END;
    private String text = "";
    private boolean gapBefore;
    private boolean peeked;
    private boolean gapAhead;
    private String lastComment = "";

    HeaderTokens(String source, Set<Problem> problems) {
        this.source = source;
        this.problems = problems;
    }

    /// The kind of the token that [#next] gave last.
    Kind kind() {
        return kind;
    }

    /// The text of an atom, the meaning of a quoted string, a literal with its brackets.
    String text() {
        return text;
    }

    /// Whether blanks or a comment stood before the token.
    boolean gapBefore() {
        return gapBefore;
    }

    String lastComment() {
        return lastComment;
    }

    void forgetComment() {
        lastComment = "";
    }

    /// The kind of the token that comes next, told by its first character.
    Kind peek() {
        if (!peeked) {
            gapAhead = skipGap();
            peeked = true;
        }
        return at == source.length() ? Kind.END : kindOf(source.charAt(at));
    }

    Kind next() {
        kind = peek();
        gapBefore = gapAhead;
        peeked = false;
        switch (kind) {
            case ATOM -> atom();
            case QUOTED -> quoted();
            case LITERAL -> literal();
            case DOT, AT, OPEN_ANGLE, CLOSE_ANGLE, COLON, SEMICOLON, COMMA, OTHER -> {
                text = String.valueOf(source.charAt(at));
                at++;
            }
            case END -> text = "";
        }
        return kind;
    }

    private static Kind kindOf(char c) {
        return switch (c) {
            case '"' -> Kind.QUOTED;
            case '[' -> Kind.LITERAL;
            case '.' -> Kind.DOT;
            case '@' -> Kind.AT;
            case '<' -> Kind.OPEN_ANGLE;
            case '>' -> Kind.CLOSE_ANGLE;
            case ':' -> Kind.COLON;
            case ';' -> Kind.SEMICOLON;
            case ',' -> Kind.COMMA;
            default -> LocalPart.isAtext(c) ? Kind.ATOM : Kind.OTHER;
        };
    }

    private void atom() {
        int start = at;
        while (at < source.length() && LocalPart.isAtext(source.charAt(at))) {
            at++;
        }
        text = source.substring(start, at);
    }

    private void quoted() {
        var meaning = new StringBuilder();
        at++;
        while (at < source.length() && source.charAt(at) != '"') {
            if (foldingAt(at)) {
                at += 2;
                continue;
            }
            if (source.charAt(at) == '\\' && at + 1 < source.length()) {
                at++;
            }
            noteControl(source.charAt(at));
            meaning.append(source.charAt(at++));
        }
        if (at == source.length()) {
            problems.add(Problem.UNCLOSED_QUOTE);
        } else {
            at++;
        }
        text = meaning.toString();
    }

    private void literal() {
        var meaning = new StringBuilder();
        while (at < source.length() && source.charAt(at) != ']') {
            char c = source.charAt(at++);
            noteControl(c);
            if (!isBlank(c)) {
                meaning.append(c);
            }
        }
        if (at < source.length()) {
            meaning.append(']');
            at++;
        }
        text = meaning.toString();
    }

    private boolean skipGap() {
        int start = at;
        while (at < source.length()) {
            char c = source.charAt(at);
            if (c == '(') {
                comment();
            } else if (foldingAt(at)) {
                at += 2;
            } else if (isBlank(c) || c < 0x20 || c == 0x7f) {
                noteControl(c);
                at++;
            } else {
                break;
            }
        }
        return at > start;
    }

    private void comment() {
        var inside = new StringBuilder();
        int depth = 0;
        while (at < source.length()) {
            if (foldingAt(at)) {
                at += 2;
                continue;
            }
            char c = source.charAt(at++);
            noteControl(c);
            if (c == '(' && ++depth > ListReader.MAX_COMMENT_DEPTH) {
                problems.add(Problem.COMMENT_TOO_DEEP);
            }
            if (c == ')' && --depth == 0) {
                lastComment = inside.substring(1).strip();
                return;
            }
            if (c == '\\' && at < source.length()) {
                c = source.charAt(at++);
                noteControl(c);
            }
            inside.append(c);
        }
        problems.add(Problem.UNCLOSED_COMMENT);
    }

    /// Whether a line end with a blank behind it stands here (RFC 5322 §2.2.3).
    private boolean foldingAt(int index) {
        return source.startsWith("\r\n", index)
                && index + 2 < source.length()
                && isBlank(source.charAt(index + 2));
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t';
    }

    private void noteControl(char c) {
        if (c < 0x20 && c != '\t' || c == 0x7f) {
            problems.add(Problem.CONTROL_CHARACTER);
        }
    }
}
