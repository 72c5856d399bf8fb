package org.postern.mail.milter;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;

/// The server's side of the wire: commands as packets.
final class ServerPackets {
    private ServerPackets() {}

    static byte[] encode(MilterCommand command) {
        return switch (command) {
            case MilterCommand.Negotiate(int version, int abilities, int traits) ->
                    packet("O" + number(version) + number(abilities) + number(traits));
            case MilterCommand.Macro(Stage stage, var told) ->
                    packet(
                            told.entrySet().stream()
                                    .map(it -> it.getKey() + "\0" + it.getValue() + "\0")
                                    .collect(Collectors.joining("", "D" + code(stage), "")));
            case MilterCommand.Connect(String host, String address, int port, boolean local) ->
                    packet("C" + host + "\0" + (local ? "L" : place(address, port)));
            case MilterCommand.Hello(String name) -> packet("H" + name + "\0");
            case MilterCommand.Mail(List<String> words) -> packet("M" + texts(words));
            case MilterCommand.Recipient(List<String> words) -> packet("R" + texts(words));
            case MilterCommand.Data _ -> packet("T");
            case MilterCommand.Header(String name, String value) ->
                    packet("L" + name + "\0" + value + "\0");
            case MilterCommand.EndOfHeaders _ -> packet("N");
            case MilterCommand.Body(String octets) -> packet("B" + octets);
            case MilterCommand.EndOfMessage(String octets) -> packet("E" + octets);
            case MilterCommand.Abort _ -> packet("A");
            case MilterCommand.Quit _ -> packet("Q");
            case MilterCommand.NextClient _ -> packet("K");
            case MilterCommand.Unknown _ -> packet("UXYZZY\0");
            case MilterCommand.Malformed _ -> packet("?");
        };
    }

    static byte[] packet(String content) {
        return octets(number(content.length()) + content);
    }

    static byte[] octets(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    static byte[] all(MilterCommand... commands) {
        var all = new ByteArrayOutputStream();
        for (MilterCommand command : commands) {
            all.writeBytes(encode(command));
        }
        return all.toByteArray();
    }

    private static char code(Stage stage) {
        return switch (stage) {
            case CONNECT -> 'C';
            case HELLO -> 'H';
            case MAIL -> 'M';
            case RECIPIENT -> 'R';
            case DATA -> 'T';
            case HEADER -> 'L';
            case END_OF_HEADERS -> 'N';
            case BODY -> 'B';
            case END_OF_MESSAGE -> 'E';
            case OTHER -> 'U';
        };
    }

    private static String place(String address, int port) {
        if (address.isEmpty()) {
            return "U";
        }
        return (address.indexOf(':') < 0 ? "4" : "6") + number(port).substring(2) + address + "\0";
    }

    private static String texts(List<String> words) {
        return words.stream().map(it -> it + "\0").collect(Collectors.joining());
    }

    static String number(int value) {
        return new String(
                new char[] {
                    (char) (value >>> 24),
                    (char) (value >>> 16 & 0xff),
                    (char) (value >>> 8 & 0xff),
                    (char) (value & 0xff)
                });
    }
}
