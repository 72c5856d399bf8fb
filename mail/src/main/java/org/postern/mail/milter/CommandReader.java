package org.postern.mail.milter;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import org.postern.mail.address.IpAddress;

/// Reads commands from packets, by the letter. It never throws.
public final class CommandReader {
    private static final String IPV6 = "IPv6:";

    private final MilterLimits limits;

    public CommandReader(MilterLimits limits) {
        this.limits = limits;
    }

    public MilterCommand read(Packet.Complete packet) {
        String content = packet.content();
        return switch (packet.code()) {
            case 'O' -> negotiate(content);
            case 'D' -> macro(content);
            case 'C' -> connect(content);
            case 'H' -> hello(content);
            case 'M' -> mail(content);
            case 'R' -> recipient(content);
            case 'T' -> bare(content, new MilterCommand.Data());
            case 'L' -> header(content);
            case 'N' -> bare(content, new MilterCommand.EndOfHeaders());
            case 'B' -> new MilterCommand.Body(content);
            case 'E' -> new MilterCommand.EndOfMessage(content);
            case 'A' -> bare(content, new MilterCommand.Abort());
            case 'Q' -> bare(content, new MilterCommand.Quit());
            case 'K' -> bare(content, new MilterCommand.NextClient());
            case 'U' -> new MilterCommand.Unknown();
            default -> new MilterCommand.Malformed("an unknown command");
        };
    }

    private static MilterCommand bare(String content, MilterCommand command) {
        return content.isEmpty()
                ? command
                : new MilterCommand.Malformed("content where none belongs");
    }

    /// Servers may say more than the three numbers.
    private static MilterCommand negotiate(String content) {
        if (content.length() < 12) {
            return new MilterCommand.Malformed("negotiation of a wrong length");
        }
        return new MilterCommand.Negotiate(
                number(content, 0), number(content, 4), number(content, 8));
    }

    private MilterCommand macro(String content) {
        Optional<Stage> stage = content.isEmpty() ? Optional.empty() : Stage.of(content.charAt(0));
        if (stage.isEmpty()) {
            return new MilterCommand.Malformed("macros of no stage");
        }
        if (content.length() > limits.macroOctets()) {
            return new MilterCommand.Malformed("too many octets of macros");
        }
        Optional<List<String>> texts = texts(content, 1);
        if (texts.isEmpty() || texts.get().size() % 2 != 0) {
            return new MilterCommand.Malformed("macros without an end");
        }
        List<String> pairs = texts.get();
        if (pairs.size() / 2 > limits.macros()) {
            return new MilterCommand.Malformed("too many macros");
        }
        var told = new HashMap<String, String>();
        for (int i = 0; i < pairs.size(); i += 2) {
            told.put(withoutBraces(pairs.get(i)), pairs.get(i + 1));
        }
        return new MilterCommand.Macro(stage.get(), told);
    }

    private static String withoutBraces(String name) {
        return name.length() > 2 && name.startsWith("{") && name.endsWith("}")
                ? name.substring(1, name.length() - 1)
                : name;
    }

    private static MilterCommand connect(String content) {
        int end = content.indexOf('\0');
        if (end < 0 || end + 1 >= content.length()) {
            return new MilterCommand.Malformed("a connection without an end");
        }
        String host = content.substring(0, end);
        String behind = content.substring(end + 2);
        return switch (content.charAt(end + 1)) {
            case 'U' -> new MilterCommand.Connect(host, "", 0);
            case 'L' -> new MilterCommand.Connect(host, "", 0, true);
            case '4' -> connect(host, behind, false);
            case '6' -> connect(host, behind, true);
            default -> new MilterCommand.Malformed("a connection of no known kind");
        };
    }

    private static MilterCommand connect(String host, String behind, boolean version6) {
        Optional<List<String>> texts = behind.length() < 3 ? Optional.empty() : texts(behind, 2);
        if (texts.isEmpty() || texts.get().size() != 1) {
            return new MilterCommand.Malformed("a connection without an end");
        }
        String address = address(texts.get().getFirst(), version6);
        return address.isEmpty()
                ? new MilterCommand.Malformed("a connection from no address")
                : new MilterCommand.Connect(
                        host, address, behind.charAt(0) << 8 | behind.charAt(1));
    }

    /// The canonical form; empty where it is none.
    private static String address(String text, boolean version6) {
        boolean marked = text.regionMatches(true, 0, IPV6, 0, IPV6.length());
        String bare = version6 && marked ? text.substring(IPV6.length()) : text;
        return IpAddress.canonical(bare, version6).orElse("");
    }

    private MilterCommand hello(String content) {
        Optional<List<String>> texts = texts(content, 0);
        if (texts.isEmpty() || texts.get().size() != 1 || content.length() > limits.arguments()) {
            return new MilterCommand.Malformed("a greeting of a wrong length");
        }
        return new MilterCommand.Hello(texts.get().getFirst());
    }

    private MilterCommand mail(String content) {
        return words(content)
                .<MilterCommand>map(MilterCommand.Mail::new)
                .orElseGet(() -> new MilterCommand.Malformed("a sender of a wrong length"));
    }

    private MilterCommand recipient(String content) {
        return words(content)
                .<MilterCommand>map(MilterCommand.Recipient::new)
                .orElseGet(() -> new MilterCommand.Malformed("a recipient of a wrong length"));
    }

    private Optional<List<String>> words(String content) {
        return content.length() > limits.arguments()
                ? Optional.empty()
                : texts(content, 0).filter(it -> !it.isEmpty());
    }

    private static MilterCommand header(String content) {
        int end = content.indexOf('\0');
        int last = content.length() - 1;
        if (end < 0 || end == last || content.indexOf('\0', end + 1) != last) {
            return new MilterCommand.Malformed("a header field without an end");
        }
        String name = content.substring(0, end);
        if (!isFieldName(name)) {
            return new MilterCommand.Malformed("a header field without a name");
        }
        return new MilterCommand.Header(name, content.substring(end + 1, last));
    }

    /// A blank may stand between name and colon (RFC 5322 §4.5), and servers give it as part of the name.
    static boolean isFieldName(String name) {
        return !name.isEmpty()
                && name.chars().noneMatch(c -> c == ':' || c == '\r' || c == '\n' || c == 0);
    }

    private static int number(String content, int at) {
        return content.charAt(at) << 24
                | content.charAt(at + 1) << 16
                | content.charAt(at + 2) << 8
                | content.charAt(at + 3);
    }

    /// The texts from an index on; empty where the last has no end.
    private static Optional<List<String>> texts(String content, int from) {
        var texts = new ArrayList<String>();
        int at = from;
        while (at < content.length()) {
            int end = content.indexOf('\0', at);
            if (end < 0) {
                return Optional.empty();
            }
            texts.add(content.substring(at, end));
            at = end + 1;
        }
        return Optional.of(texts);
    }
}
