package org.postern.mail.smtp;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// Reads the replies of a server that mail is delivered to. Such a server may be hostile: what it sends is bounded in
/// every direction and cleaned before anybody sees it.
public final class ReplyReader {
    /// Octets of one line read; RFC 5321 §4.5.3.1.5 allows 512, some servers explain themselves at length.
    static final int MAX_LINE = 4096;

    /// Lines of one reply; EHLO of the most talkative servers has about 20.
    static final int MAX_LINES = 100;

    private final WireInput in;

    /// What came of reading one reply.
    public sealed interface Result {

        /// A reply; texts cut to [Reply#MAX_TEXT], what is not printable ASCII replaced by question marks.
        record Received(Reply reply) implements Result {}

        /// Not a reply; the connection is of no more use.
        ///
        /// @param why for the log; holds nothing of what the server sent
        record Malformed(String why) implements Result {}

        /// The server closed before the end of a reply.
        record Closed() implements Result {}
    }

    public ReplyReader(WireInput in) {
        this.in = in;
    }

    /// Reads one reply of one or more lines. Replies to pipelined commands that came with it stay in the input.
    ///
    /// @throws IOException the connection failed or a time limit of the stream was over
    public Result read() throws IOException {
        var lines = new ArrayList<String>(1);
        int code = 0;
        while (lines.size() < MAX_LINES) {
            Line read = in.readLine(MAX_LINE);
            if (!(read instanceof Line.Complete(String line))) {
                return unreadable(read);
            }
            int lineCode = code(line);
            if (lineCode < 0) {
                return new Result.Malformed("line does not begin with a reply code");
            }
            if (!lines.isEmpty() && lineCode != code) {
                return new Result.Malformed("code changes inside a reply");
            }
            code = lineCode;
            lines.add(line.length() > 4 ? line.substring(4) : "");
            if (line.length() == 3 || line.charAt(3) == ' ') {
                return new Result.Received(reply(code, lines));
            }
        }
        return new Result.Malformed("reply has more than " + MAX_LINES + " lines");
    }

    private static Result unreadable(Line line) {
        return switch (line) {
            case Line.TooLong _ -> new Result.Malformed("line longer than " + MAX_LINE + " octets");
            case Line.BareCr _ -> new Result.Malformed("bare CR");
            case Line.BareLf _ -> new Result.Malformed("bare LF");
            case Line.Nul _ -> new Result.Malformed("NUL octet");
            case Line.Closed _ -> new Result.Closed();
            case Line.Complete _ -> throw new IllegalArgumentException("the line is complete");
        };
    }

    /// The code of a line, or -1 where the line cannot belong to a reply.
    private static int code(String line) {
        if (line.length() < 3
                || line.length() > 3 && line.charAt(3) != ' ' && line.charAt(3) != '-') {
            return -1;
        }
        int code = 0;
        for (int i = 0; i < 3; i++) {
            int digit = line.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            code = code * 10 + digit;
        }
        return code >= 200 && code <= 599 ? code : -1;
    }

    private static Reply reply(int code, List<String> lines) {
        String enhanced = EnhancedCode.at(lines.getFirst(), code);
        var texts = new ArrayList<String>(lines.size());
        for (String line : lines) {
            boolean repeated = !enhanced.isEmpty() && EnhancedCode.at(line, code).equals(enhanced);
            texts.add(
                    clean(
                            repeated
                                    ? line.substring(Math.min(enhanced.length() + 1, line.length()))
                                    : line));
        }
        return new Reply(code, enhanced, texts);
    }

    private static String clean(String text) {
        var clean = new StringBuilder(Math.min(text.length(), Reply.MAX_TEXT));
        for (int i = 0; i < text.length() && i < Reply.MAX_TEXT; i++) {
            char c = text.charAt(i);
            clean.append(c >= 0x20 && c < 0x7f ? c : '?');
        }
        return clean.toString();
    }
}
