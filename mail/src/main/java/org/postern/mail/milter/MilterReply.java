package org.postern.mail.milter;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.postern.mail.smtp.Reply;

/// What a filter tells a server. Texts have one character for each octet, and none may hold what ends it on the wire.
/// Changes are told at the end of a message, before the one reply that closes it.
public sealed interface MilterReply {
    /// Most octets of a replaced body in one packet.
    int MAX_PIECE = 65_535;

    /// The answer to [MilterCommand.Negotiate].
    ///
    /// @param macros which ones are wanted; empty for those that the server sends anyway
    record Negotiated(int version, int abilities, int traits, Map<Stage, List<String>> macros)
            implements MilterReply {
        public Negotiated {
            macros = Map.copyOf(macros);
        }
    }

    /// Go on.
    record Continue() implements MilterReply {}

    /// Take the message, whatever would follow.
    record Accept() implements MilterReply {}

    /// Refuse for good, in the server's words.
    record Reject() implements MilterReply {}

    /// Put off, in the server's words.
    record Tempfail() implements MilterReply {}

    /// Take the message and throw it away.
    record Discard() implements MilterReply {}

    /// Send no more of the body.
    record Skip() implements MilterReply {}

    /// Still at work; the server's time limit begins anew.
    record Progress() implements MilterReply {}

    /// Refuse or put off with this reply.
    record Refuse(Reply reply) implements MilterReply {
        public Refuse {
            if (reply.isPositive()) {
                throw new IllegalArgumentException("not a refusal: " + reply);
            }
        }
    }

    /// Add a header field behind all others.
    ///
    /// @param value lines end in LF, with a leading blank where that was agreed upon
    record AddHeader(String name, String value) implements MilterReply {
        public AddHeader {
            checkField(name, value);
        }
    }

    /// Insert a header field.
    ///
    /// @param index 0 for the top
    record InsertHeader(int index, String name, String value) implements MilterReply {
        public InsertHeader {
            checkField(name, value);
            checkIndex(index);
        }
    }

    /// Change a header field, or delete it by an empty value.
    ///
    /// @param index which of those with the name, from 1
    record ChangeHeader(int index, String name, String value) implements MilterReply {
        public ChangeHeader {
            checkField(name, value);
            checkIndex(index);
        }
    }

    /// A piece of the body that replaces the whole one.
    record ReplaceBody(String octets) implements MilterReply {
        public ReplaceBody {
            if (octets.length() > MAX_PIECE) {
                throw new IllegalArgumentException("more than a piece");
            }
        }
    }

    record AddRecipient(String recipient) implements MilterReply {
        public AddRecipient {
            checkText(recipient);
        }
    }

    /// @param arguments of ESMTP
    record AddRecipientWith(String recipient, String arguments) implements MilterReply {
        public AddRecipientWith {
            checkText(recipient);
            checkText(arguments);
        }
    }

    /// @param recipient as the server wrote it
    record DeleteRecipient(String recipient) implements MilterReply {
        public DeleteRecipient {
            checkText(recipient);
        }
    }

    /// @param arguments of ESMTP, may be empty
    record ChangeSender(String sender, String arguments) implements MilterReply {
        public ChangeSender {
            checkText(sender);
            checkText(arguments);
        }
    }

    /// Keep the message in the server's own quarantine.
    record Quarantine(String reason) implements MilterReply {
        public Quarantine {
            checkText(reason);
        }
    }

    /// The octets for the wire.
    default byte[] encode() {
        return switch (this) {
            case Negotiated it -> packet('O', negotiated(it));
            case Continue _ -> packet('c', "");
            case Accept _ -> packet('a', "");
            case Reject _ -> packet('r', "");
            case Tempfail _ -> packet('t', "");
            case Discard _ -> packet('d', "");
            case Skip _ -> packet('s', "");
            case Progress _ -> packet('p', "");
            case Refuse(Reply reply) -> packet('y', refusal(reply) + "\0");
            case AddHeader(String name, String value) -> packet('h', name + "\0" + value + "\0");
            case InsertHeader(int index, String name, String value) ->
                    packet('i', number(index) + name + "\0" + value + "\0");
            case ChangeHeader(int index, String name, String value) ->
                    packet('m', number(index) + name + "\0" + value + "\0");
            case ReplaceBody(String octets) -> packet('b', octets);
            case AddRecipient(String recipient) -> packet('+', recipient + "\0");
            case AddRecipientWith(String recipient, String arguments) ->
                    packet('2', recipient + "\0" + arguments + "\0");
            case DeleteRecipient(String recipient) -> packet('-', recipient + "\0");
            case ChangeSender(String sender, String arguments) ->
                    packet('e', sender + "\0" + (arguments.isEmpty() ? "" : arguments + "\0"));
            case Quarantine(String reason) -> packet('q', reason + "\0");
        };
    }

    private static String negotiated(Negotiated it) {
        var text = new StringBuilder(128);
        text.append(number(it.version()));
        text.append(number(it.abilities())).append(number(it.traits()));
        for (Stage stage : Stage.values()) {
            List<String> wanted = it.macros().getOrDefault(stage, List.of());
            if (!wanted.isEmpty() && stage.number() >= 0) {
                text.append(number(stage.number()));
                text.append(String.join(" ", wanted)).append('\0');
            }
        }
        return text.toString();
    }

    /// The reply as it goes to the client, without its last line end. Servers read the percent sign as the beginning of a
    /// format.
    private static String refusal(Reply reply) {
        var text = new String(reply.encode(), StandardCharsets.ISO_8859_1);
        return text.substring(0, text.length() - 2).replace("%", "%%");
    }

    private static String number(int value) {
        return new String(
                new char[] {
                    (char) (value >>> 24),
                    (char) (value >>> 16 & 0xff),
                    (char) (value >>> 8 & 0xff),
                    (char) (value & 0xff)
                });
    }

    private static byte[] packet(char code, String content) {
        String whole = number(content.length() + 1) + code + content;
        return whole.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static void checkField(String name, String value) {
        checkText(name);
        checkText(value);
        if (!CommandReader.isFieldName(name) || value.indexOf('\r') >= 0) {
            throw new IllegalArgumentException("not a header field");
        }
    }

    private static void checkIndex(int index) {
        if (index < 0) {
            throw new IllegalArgumentException("negative index");
        }
    }

    private static void checkText(String text) {
        if (text.chars().anyMatch(c -> c == 0 || c > 0xff)) {
            throw new IllegalArgumentException("a text that ends early");
        }
    }
}
