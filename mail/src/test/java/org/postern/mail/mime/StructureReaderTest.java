package org.postern.mail.mime;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

final class StructureReaderTest {
    static Structure read(String message) {
        byte[] octets = message.replace("\n", "\r\n").getBytes(StandardCharsets.ISO_8859_1);
        return StructureReader.read(ByteBuffer.wrap(octets), MimeLimits.DEFAULT);
    }

    @Test
    void aPlainMailIsOnePart() {
        Structure mail =
                read(
                        """
                        Received: from a
                        \tby b
                        received: from c by a
                        From: Jo <jo@example.org>
                        Subject: =?utf-8?B?w6Q=?= day
                        Message-ID: <1@example.org>

                        Hello
                        """);
        assertThat(mail.subject()).contains("ä day");
        assertThat(mail.from()).contains("Jo <jo@example.org>");
        assertThat(mail.messageId()).contains("<1@example.org>");
        assertThat(mail.received()).isEqualTo(2);
        assertThat(mail.root().type().full()).isEqualTo("text/plain");
        assertThat(mail.text(mail.root(), 100)).isEqualTo("Hello\r\n");
        assertThat(mail.ambiguities()).isEmpty();
        assertThat(mail.limit()).isEmpty();
    }

    @Test
    void aMultipartHasItsPartsAndKeepsWhatIsOutside() {
        Structure mail =
                read(
                        """
                        From: jo@example.org
                        MIME-Version: 1.0
                        Content-Type: multipart/mixed; boundary="b"

                        before
                        --b

                        one
                        --b
                        Content-Type: message/rfc822

                        Subject: inner

                        two
                        --b
                        Content-Type: application/pdf; name*=utf-8''%C3%A4.pdf
                        Content-Disposition: attachment
                        Content-Transfer-Encoding: base64

                        SGVs
                        bG8=
                        --b--
                        after
                        """);
        assertThat(mail.ambiguities()).isEmpty();
        assertThat(mail.parts())
                .extracting(Part::path)
                .containsExactly("1", "1.1", "1.2", "1.2.1", "1.3");
        assertThat(mail.parts().get(3).header().text("subject")).contains("inner");
        assertThat(mail.text(mail.parts().get(3), 100)).isEqualTo("two");
        assertThat(mail.parts().getLast().fileName()).contains("ä.pdf");
        assertThat(mail.text(mail.parts().getLast(), 100)).isEqualTo("Hello");
        assertThat(mail.outside()).hasSize(2);
    }
}
