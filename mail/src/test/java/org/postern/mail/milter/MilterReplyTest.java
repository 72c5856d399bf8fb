package org.postern.mail.milter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.postern.mail.smtp.Reply;

class MilterReplyTest {
    private static String text(MilterReply reply) {
        return new String(reply.encode(), StandardCharsets.ISO_8859_1);
    }

    @Test
    void everyReplyIsItsPacket() {
        assertThat(text(new MilterReply.Continue())).isEqualTo("\0\0\0\1c");
        assertThat(text(new MilterReply.Accept())).isEqualTo("\0\0\0\1a");
        assertThat(text(new MilterReply.Reject())).isEqualTo("\0\0\0\1r");
        assertThat(text(new MilterReply.Tempfail())).isEqualTo("\0\0\0\1t");
        assertThat(text(new MilterReply.Discard())).isEqualTo("\0\0\0\1d");
        assertThat(text(new MilterReply.Skip())).isEqualTo("\0\0\0\1s");
        assertThat(text(new MilterReply.Progress())).isEqualTo("\0\0\0\1p");
        assertThat(text(new MilterReply.AddHeader("X-A", " b"))).isEqualTo("\0\0\0\10hX-A\0 b\0");
        assertThat(text(new MilterReply.InsertHeader(0, "X", "y\n\tz")))
                .isEqualTo("\0\0\0\14i\0\0\0\0X\0y\n\tz\0");
        assertThat(text(new MilterReply.ChangeHeader(258, "X", "")))
                .isEqualTo("\0\0\0\10m\0\0\1\2X\0\0");
        assertThat(text(new MilterReply.ReplaceBody("a\0b"))).isEqualTo("\0\0\0\4ba\0b");
        assertThat(text(new MilterReply.AddRecipient("<a@b>"))).isEqualTo("\0\0\0\7+<a@b>\0");
        assertThat(text(new MilterReply.AddRecipientWith("<a@b>", "NOTIFY=NEVER")))
                .isEqualTo("\0\0\0\u00142<a@b>\0NOTIFY=NEVER\0");
        assertThat(text(new MilterReply.DeleteRecipient("<a@b>"))).isEqualTo("\0\0\0\7-<a@b>\0");
        assertThat(text(new MilterReply.ChangeSender("<>", ""))).isEqualTo("\0\0\0\4e<>\0");
        assertThat(text(new MilterReply.ChangeSender("<>", "X"))).isEqualTo("\0\0\0\6e<>\0X\0");
        assertThat(text(new MilterReply.Quarantine("why"))).isEqualTo("\0\0\0\5qwhy\0");
    }

    @Test
    void negotiationTellsWhichMacrosAreWanted() {
        assertThat(
                        text(
                                new MilterReply.Negotiated(
                                        6,
                                        0x109,
                                        0x100400,
                                        Map.of(
                                                Stage.CONNECT,
                                                List.of("j", "{client_addr}"),
                                                Stage.END_OF_MESSAGE,
                                                List.of("i")))))
                .isEqualTo(
                        "\0\0\0\47O\0\0\0\6\0\0\1\11\0\20\4\0"
                                + "\0\0\0\0j {client_addr}\0\0\0\0\5i\0");
    }

    @Test
    void refusalsGoInTheirOwnWordsWithPercentSignsDoubled() {
        var reply = new Reply(550, "5.7.1", List.of("first", "100% sure"));
        assertThat(text(new MilterReply.Refuse(reply)))
                .endsWith("y550-5.7.1 first\r\n550 5.7.1 100%% sure\0");
        assertThatThrownBy(() -> new MilterReply.Refuse(Reply.of(250, "2.0.0", "ok")))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void nothingEndsBeforeItsEnd() {
        List<Runnable> wrong =
                List.of(
                        () -> new MilterReply.AddHeader("X\0Y", "z"),
                        () -> new MilterReply.AddHeader("X:", "z"),
                        () -> new MilterReply.AddHeader("X\u20ac", "z"),
                        () -> new MilterReply.AddHeader("X", "z\0"),
                        () -> new MilterReply.InsertHeader(0, "X", "a\r\nb"),
                        () -> new MilterReply.InsertHeader(-1, "X", "a"),
                        () -> new MilterReply.DeleteRecipient("<a@b>\0"),
                        () -> new MilterReply.DeleteRecipient("<\u20ac@b>"),
                        () -> new MilterReply.ReplaceBody("x".repeat(65_536)));
        wrong.forEach(
                it -> assertThatThrownBy(it::run).isInstanceOf(IllegalArgumentException.class));
    }
}
