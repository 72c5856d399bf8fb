package org.postern.acceptance;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// What a client and a server said on one connection, as a strict listener understands both: lines and contents end with
/// CRLF and CRLF.CRLF, chunks after as many octets as were announced. It shares no code with the gateway.
final class Overheard {
    private static final Pattern PATH =
            Pattern.compile(
                    "(?:MAIL FROM|RCPT TO): ?<(.*)>.*", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

    private final String client;
    private final List<String> replies;
    private final List<Transaction> transactions = new ArrayList<>();

    private int at;
    private int reply;
    private boolean begun;
    private String sender = "";
    private List<String> recipients = new ArrayList<>();
    private final StringBuilder chunks = new StringBuilder();

    private Overheard(Wiretap.Connection connection) {
        client = text(connection.client());
        replies = replies(text(connection.server()));
        read();
    }

    /// One message with its content, or the part of one that was refused before.
    ///
    /// @param content as it was on the wire, without the end
    /// @param answer the reply to the end of the content, or the refusal
    record Transaction(String sender, List<String> recipients, String content, String answer) {
        Transaction {
            recipients = List.copyOf(recipients);
        }

        boolean isAccepted() {
            return answer.startsWith("2");
        }
    }

    static List<Transaction> transactions(Wiretap tap) {
        return tap.connections().stream()
                .map(Overheard::new)
                .flatMap(it -> it.transactions.stream())
                .toList();
    }

    /// Replies to something that no strict client said. One that closes the connection may come at any time.
    static List<String> unasked(Wiretap tap) {
        return tap.connections().stream()
                .map(Overheard::new)
                .flatMap(it -> it.replies.subList(it.reply, it.replies.size()).stream())
                .filter(it -> !it.startsWith("421") && !it.startsWith("521"))
                .toList();
    }

    private static String text(byte[] octets) {
        return new String(octets, StandardCharsets.ISO_8859_1);
    }

    /// The last line of each.
    static List<String> replies(String server) {
        return Stream.of(server.split("\r\n"))
                .filter(it -> it.length() < 4 || it.charAt(3) != '-')
                .toList();
    }

    private void read() {
        // The greeting.
        next();
        while (at < client.length()) {
            command(upTo("\r\n"));
        }
    }

    private void command(String line) {
        String verb = line.split("[ :]", 2)[0].toUpperCase(Locale.ROOT);
        if (verb.equals("BDAT")) {
            chunk(line.split(" "));
            return;
        }
        String answer = next();
        switch (verb) {
            case "MAIL" -> sender(path(line), answer);
            case "RCPT" -> recipient(path(line), answer);
            case "DATA" -> {
                if (answer.startsWith("354")) {
                    String content = client.startsWith(".\r\n", at) ? "" : upTo("\r\n.\r\n");
                    keep(content, next());
                }
            }
            case "EHLO", "HELO", "RSET" -> forget();
            default -> {}
        }
    }

    private void sender(String path, String answer) {
        forget();
        begun = answer.startsWith("2");
        sender = path;
        if (!begun) {
            transactions.add(new Transaction(path, List.of(), "", answer));
        }
    }

    private void recipient(String path, String answer) {
        if (answer.startsWith("2")) {
            recipients.add(path);
        } else if (begun) {
            transactions.add(new Transaction(sender, List.of(path), "", answer));
        }
    }

    private void chunk(String[] words) {
        int size = Math.min(Integer.parseInt(words[1]), client.length() - at);
        chunks.append(client, at, at + size);
        at += size;
        String answer = next();
        if (words.length > 2) {
            keep(chunks.toString(), answer);
        }
    }

    private void keep(String content, String answer) {
        if (!recipients.isEmpty()) {
            transactions.add(new Transaction(sender, recipients, content, answer));
        }
        forget();
    }

    private void forget() {
        begun = false;
        sender = "";
        recipients = new ArrayList<>();
        chunks.setLength(0);
    }

    private static String path(String line) {
        Matcher path = PATH.matcher(line);
        return path.matches() ? path.group(1) : line;
    }

    /// What stands before an end, which is gone, too; all that is left where there is none.
    private String upTo(String end) {
        int stop = client.indexOf(end, at);
        String before = client.substring(at, stop < 0 ? client.length() : stop);
        at = stop < 0 ? client.length() : stop + end.length();
        return before;
    }

    /// The next reply, empty where the server gave none any more.
    private String next() {
        return reply < replies.size() ? replies.get(reply++) : "";
    }
}
