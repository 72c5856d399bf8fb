package org.postern.mail.milter;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CommandReaderTest {
    private static final MilterLimits LIMITS = new MilterLimits(1 << 20, 3, 200, 4, 1000, 10, 100);

    private static MilterCommand read(String packet) {
        return new CommandReader(LIMITS)
                .read(new Packet.Complete(packet.charAt(0), packet.substring(1)));
    }

    @Test
    void everyCommandIsRead() {
        assertThat(read("O\0\0\0\6\0\0\1\u00ff\0\37\u00ff\u00ff"))
                .isEqualTo(new MilterCommand.Negotiate(6, 0x1ff, 0x1fffff));
        assertThat(read("DM{auth_authen}\0ann\0i\0004ABC\0"))
                .isEqualTo(
                        new MilterCommand.Macro(
                                Stage.MAIL, Map.of("auth_authen", "ann", "i", "4ABC")));
        assertThat(read("Chost.example\0004\0\031192.0.2.1\0"))
                .isEqualTo(new MilterCommand.Connect("host.example", "192.0.2.1", 25));
        assertThat(read("Chost.example\0006\u00ff\u00ffIPv6:2001:DB8:0::1\0"))
                .isEqualTo(new MilterCommand.Connect("host.example", "2001:db8::1", 65_535));
        assertThat(read("Chost.example\0006\u00ff\u00ff2001:db8::1\0"))
                .isEqualTo(new MilterCommand.Connect("host.example", "2001:db8::1", 65_535));
        assertThat(read("Clocalhost\0U")).isEqualTo(new MilterCommand.Connect("localhost", "", 0));
        assertThat(read("Clocalhost\0L\0\0/run/x\0"))
                .isEqualTo(new MilterCommand.Connect("localhost", "", 0, true));
        assertThat(read("Hclient.example\0")).isEqualTo(new MilterCommand.Hello("client.example"));
        assertThat(read("M<a@example.org>\0SIZE=3\0SMTPUTF8\0"))
                .isEqualTo(
                        new MilterCommand.Mail(List.of("<a@example.org>", "SIZE=3", "SMTPUTF8")));
        assertThat(read("R<b@example.org>\0"))
                .isEqualTo(new MilterCommand.Recipient(List.of("<b@example.org>")));
        assertThat(read("T")).isEqualTo(new MilterCommand.Data());
        assertThat(read("LSubject\0 hello\n\tworld\0"))
                .isEqualTo(new MilterCommand.Header("Subject", " hello\n\tworld"));
        assertThat(read("N")).isEqualTo(new MilterCommand.EndOfHeaders());
        assertThat(read("Ba\0b\r\n")).isEqualTo(new MilterCommand.Body("a\0b\r\n"));
        assertThat(read("E")).isEqualTo(new MilterCommand.EndOfMessage(""));
        assertThat(read("A")).isEqualTo(new MilterCommand.Abort());
        assertThat(read("Q")).isEqualTo(new MilterCommand.Quit());
        assertThat(read("K")).isEqualTo(new MilterCommand.NextClient());
        assertThat(read("UXYZZY\0")).isEqualTo(new MilterCommand.Unknown());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "O\0\0\0\6\0\0\1\u00ff\0\37\u00ff",
                "D",
                "DZi\0x\0",
                "DMi\0x",
                "DMi\0",
                "DMa\0\0b\0\0c\0\0d\0\0",
                "C",
                "Chost",
                "Chost\0",
                "Chost\0X\0\0a\0",
                "Chost\0004\0",
                "Chost\0004\0\31",
                "Chost\0004\0\031192.0.2.1",
                "Chost\0004\0\031192.0.2.256\0",
                "Chost\0004\0\31host.example\0",
                "Chost\0004\0\031192.0.2.1\0more\0",
                "Chost\0006\0\031192.0.2.1\0",
                "Chost\0004\0\31IPv6:2001:db8::1\0",
                "H",
                "Hname",
                "Ha\0b\0",
                "M",
                "M<a@example.org>",
                "R",
                "R<a@example.org>\0NOTIFY=NEVER",
                "Tx",
                "Nx",
                "Ax",
                "Qx",
                "Kx",
                "L",
                "LSubject",
                "LSubject\0",
                "LSubject\0value",
                "L\0value\0",
                "LSub:ject\0value\0",
                "LSub\nject\0value\0",
                "LSubject\0value\0more\0",
                "X",
                "\0"
            })
    void whatIsNoneIsMalformed(String packet) {
        assertThat(read(packet)).isInstanceOf(MilterCommand.Malformed.class);
    }

    @Test
    void lengthsEndAtTheirLimits() {
        String path = "<" + "a".repeat(97) + ">";
        assertThat(read("M" + path + "\0")).isInstanceOf(MilterCommand.Mail.class);
        assertThat(read("M" + path + "\0x\0")).isInstanceOf(MilterCommand.Malformed.class);
        assertThat(read("DMi\0" + "x".repeat(200) + "\0"))
                .isInstanceOf(MilterCommand.Malformed.class);
    }

    @Test
    void whatWasWrittenIsReadAsItself() {
        for (var command :
                List.of(
                        new MilterCommand.Negotiate(2, 0x3f, 0x7f),
                        new MilterCommand.Macro(Stage.END_OF_MESSAGE, Map.of("i", "x")),
                        new MilterCommand.Connect("h", "192.0.2.7", 65_535),
                        new MilterCommand.Mail(List.of("<>", "BODY=8BITMIME")),
                        new MilterCommand.Header("X", " \u00e9"),
                        new MilterCommand.Body("\u00ff\0\r\n"))) {
            byte[] octets = ServerPackets.encode(command);
            var text = new String(octets, java.nio.charset.StandardCharsets.ISO_8859_1);
            assertThat(read(text.substring(4))).isEqualTo(command);
        }
    }
}
