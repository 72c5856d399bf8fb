package org.postern.mail.delegation;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// Reads questions. A length is a claim: memory grows with the octets that arrived, not with those that were announced. Not
/// thread-safe; a connection belongs to one thread.
///
/// Texts are UTF-8, as both servers send addresses past ASCII; octets that are none become U+FFFD, which is in no address and
/// in no name of ours.
public final class QuestionReader {
    /// Enough for all that Postfix says of an ordinary client, and little enough for ten thousand connections that wait.
    private static final int FIRST = 1024;

    /// The value of attribute `request` in an access question.
    private static final String ACCESS = "smtpd_access_policy";

    private static final String CUT = "the connection ended inside a question";

    private final InputStream from;
    private final QuestionLimits limits;
    private Optional<Dialect> dialect = Optional.empty();

    // The octets not yet taken are buffer[start..end).
    private byte[] buffer = new byte[0];
    private int start;
    private int end;

    public QuestionReader(InputStream from, QuestionLimits limits) {
        this.from = from;
        this.limits = limits;
    }

    /// What the connection speaks; empty before the first octet.
    public Optional<Dialect> dialect() {
        return dialect;
    }

    /// Whether a question began to arrive that is not whole yet, or was not read.
    public boolean hasBegun() {
        return start < end;
    }

    /// Gives memory back that long questions took; to be called where a connection may be silent for long.
    public void rest() {
        if (start == end && buffer.length > FIRST) {
            buffer = new byte[0];
            start = 0;
            end = 0;
        }
    }

    /// Reads one question.
    ///
    /// @throws IOException the connection failed or a time limit of the stream was over
    public Heard read() throws IOException {
        if (!has(1)) {
            return new Heard.Closed();
        }
        if (dialect.isEmpty()) {
            dialect = spoken(buffer[start]);
        }
        if (dialect.isEmpty()) {
            return new Heard.Malformed("neither a policy request nor a netstring");
        }
        return switch (dialect.get()) {
            case ACCESS -> access();
            case SOCKETMAP -> lookup();
        };
    }

    private static Optional<Dialect> spoken(byte first) {
        if (first >= '0' && first <= '9') {
            return Optional.of(Dialect.SOCKETMAP);
        }
        if (first >= 'a' && first <= 'z') {
            return Optional.of(Dialect.ACCESS);
        }
        return Optional.empty();
    }

    private Heard access() throws IOException {
        Map<String, String> attributes = new HashMap<>();
        int length = 0;
        while (true) {
            int line = find('\n', length, limits.octets());
            if (line < 0) {
                return unfinished();
            }
            String text = text(start + length, start + line);
            length = line + 1;
            if (text.isEmpty()) {
                break;
            }
            int equals = text.indexOf('=');
            if (equals < 1) {
                return new Heard.Malformed("a line that is no attribute");
            }
            if (text.indexOf('\0') >= 0) {
                return new Heard.Malformed("a NUL in an attribute");
            }
            if (attributes.size() == limits.attributes()) {
                return new Heard.Malformed("more than " + limits.attributes() + " attributes");
            }
            if (attributes.put(text.substring(0, equals), text.substring(equals + 1)) != null) {
                return new Heard.Malformed("an attribute that comes twice");
            }
        }
        start += length;
        if (!ACCESS.equals(attributes.get("request"))) {
            return new Heard.Malformed("a request other than " + ACCESS);
        }
        return new Heard.Asked(new Question.Access(attributes));
    }

    private Heard lookup() throws IOException {
        int colon = find(':', 0, Integer.toString(limits.octets()).length() + 1);
        if (colon < 0) {
            return end - start > Integer.toString(limits.octets()).length()
                    ? new Heard.Malformed("a netstring without a length")
                    : new Heard.Malformed(CUT);
        }
        int length = length(colon);
        if (length < 0) {
            return new Heard.Malformed("a netstring without a length");
        }
        if (length > limits.octets()) {
            return tooLong();
        }
        int whole = colon + 1 + length + 1;
        if (!has(whole)) {
            return new Heard.Malformed(CUT);
        }
        if (buffer[start + whole - 1] != ',') {
            return new Heard.Malformed("a netstring that does not end where it said");
        }
        String text = text(start + colon + 1, start + whole - 1);
        start += whole;
        int blank = text.indexOf(' ');
        if (blank < 1 || text.indexOf('\0') >= 0) {
            return new Heard.Malformed("a lookup without a map and a key");
        }
        return new Heard.Asked(
                new Question.Lookup(text.substring(0, blank), text.substring(blank + 1)));
    }

    /// The decimal number in the next octets, or -1; no leading zeros, as a netstring has none.
    private int length(int digits) {
        if (digits == 0 || buffer[start] == '0' && digits > 1) {
            return -1;
        }
        int length = 0;
        for (byte octet : Arrays.copyOfRange(buffer, start, start + digits)) {
            if (octet < '0' || octet > '9') {
                return -1;
            }
            length = length * 10 + (octet - '0');
        }
        return length;
    }

    /// How far behind `start` an octet is, looked for from there; -1 if the connection ends before it, or if it is not among
    /// the first `most`.
    private int find(char wanted, int behind, int most) throws IOException {
        for (int i = behind; i < most; i++) {
            if (!has(i + 1)) {
                return -1;
            }
            if (buffer[start + i] == wanted) {
                return i;
            }
        }
        return -1;
    }

    private Heard unfinished() {
        return end - start >= limits.octets() ? tooLong() : new Heard.Malformed(CUT);
    }

    private Heard tooLong() {
        return new Heard.Malformed("a question of more than " + limits.octets() + " octets");
    }

    private String text(int first, int past) {
        return new String(buffer, first, past - first, StandardCharsets.UTF_8);
    }

    private boolean has(int count) throws IOException {
        while (end - start < count) {
            if (end == buffer.length) {
                makeRoom();
            }
            int read = from.read(buffer, end, buffer.length - end);
            if (read < 0) {
                return false;
            }
            end += read;
        }
        return true;
    }

    private void makeRoom() {
        int waiting = end - start;
        byte[] target =
                waiting > buffer.length / 2 || buffer.length == 0
                        ? new byte[Math.max(FIRST, 2 * buffer.length)]
                        : buffer;
        System.arraycopy(buffer, start, target, 0, waiting);
        buffer = target;
        start = 0;
        end = waiting;
    }
}
