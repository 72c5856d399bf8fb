package org.postern.mail.delegation;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// The other side: writes questions as mail servers do, and reads what comes in.
final class Server {
    private Server() {}

    static byte[] octets(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /// As Postfix or Sendmail write it.
    static byte[] write(Question question) {
        return switch (question) {
            case Question.Access(Map<String, String> attributes) -> {
                var lines = new StringBuilder();
                attributes.forEach((name, value) -> lines.append(name + "=" + value + "\n"));
                yield octets(lines + "\n");
            }
            case Question.Lookup(String map, String key) -> netstring(map + " " + key);
        };
    }

    static byte[] netstring(String text) {
        return octets(octets(text).length + ":" + text + ",");
    }

    static List<Heard> hear(String text, QuestionLimits limits) throws IOException {
        return hear(new ByteArrayInputStream(octets(text)), limits);
    }

    /// Everything up to the end of the connection.
    static List<Heard> hear(InputStream from, QuestionLimits limits) throws IOException {
        var reader = new QuestionReader(from, limits);
        var heard = new ArrayList<Heard>();
        while (true) {
            Heard next = reader.read();
            heard.add(next);
            if (!(next instanceof Heard.Asked)) {
                return heard;
            }
        }
    }
}
