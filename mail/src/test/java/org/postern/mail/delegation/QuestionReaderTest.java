package org.postern.mail.delegation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QuestionReaderTest {
    private static final QuestionLimits LIMITS = new QuestionLimits(200, 4);

    private static final String RCPT =
            """
            request=smtpd_access_policy
            protocol_state=RCPT
            sender=bob@example.org
            sasl_username=

            """;

    @Test
    void aRequestOfPostfixIsItsAttributes() throws IOException {
        assertThat(Server.hear(RCPT, LIMITS))
                .containsExactly(
                        new Heard.Asked(
                                new Question.Access(
                                        Map.of(
                                                "request", "smtpd_access_policy",
                                                "protocol_state", "RCPT",
                                                "sender", "bob@example.org",
                                                "sasl_username", ""))),
                        new Heard.Closed());
    }

    @Test
    void whatPostfixDoesNotKnowYetIsAbsent() {
        var asked = new Question.Access(Map.of("request", "x", "sender", "", "helo_name", "a=b"));
        assertThat(asked.attribute("sender")).isEmpty();
        assertThat(asked.attribute("recipient")).isEmpty();
        assertThat(asked.attribute("helo_name")).contains("a=b");
    }

    @Test
    void aLookupOfSendmailIsMapAndKey() throws IOException {
        assertThat(Server.hear("21:postern 192.0.2.1 a b,11:postern a b,", LIMITS))
                .containsExactly(
                        new Heard.Asked(new Question.Lookup("postern", "192.0.2.1 a b")),
                        new Heard.Asked(new Question.Lookup("postern", "a b")),
                        new Heard.Closed());
    }

    @Test
    void oneConnectionCarriesManyRequestsInAnyPieces() throws IOException {
        byte[] three = Server.octets(RCPT.repeat(3));
        for (int cut = 0; cut <= three.length; cut++) {
            InputStream pieces =
                    new SequenceInputStream(
                            new ByteArrayInputStream(three, 0, cut),
                            new ByteArrayInputStream(three, cut, three.length - cut));
            assertThat(Server.hear(pieces, LIMITS))
                    .hasSize(4)
                    .startsWith(Server.hear(RCPT, LIMITS).getFirst());
        }
    }

    @Test
    void theFirstOctetSaysWhatIsSpoken() throws IOException {
        var reader =
                new QuestionReader(
                        new ByteArrayInputStream(Server.octets("1:a,request=x\n\n")), LIMITS);
        assertThat(reader.dialect()).isEmpty();
        reader.read();
        assertThat(reader.dialect()).isEqualTo(Optional.of(Dialect.SOCKETMAP));
        assertThat(reader.read()).isEqualTo(new Heard.Malformed("a netstring without a length"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET / HTTP/1.1\r\n\r\n",
                "\u0016\u0003\u0001",
                " request=smtpd_access_policy\n\n",
                "\n",
                "-1:a,"
            })
    void strangersToBothAreMalformed(String octets) throws IOException {
        assertThat(Server.hear(octets, LIMITS))
                .containsExactly(new Heard.Malformed("neither a policy request nor a netstring"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    request=smtpd_access_policy\\nno attribute\\n\\n | a line that is no attribute
                    request=smtpd_access_policy\\n=x\\n\\n           | a line that is no attribute
                    request=smtpd_access_policy\\na=1\\na=2\\n\\n    | an attribute that comes twice
                    request=smtpd_access_policy\\na=\\0\\n\\n        | a NUL in an attribute
                    request=other\\n\\n                              | a request other than smtpd_access_policy
                    sender=a@example.org\\n\\n                       | a request other than smtpd_access_policy
                    a=1\\nb=2\\nc=3\\nd=4\\ne=5\\n\\n                | more than 4 attributes
                    request=smtpd_access_policy\\nsender=            | the connection ended inside a question
                    request=smtpd_access_policy                      | the connection ended inside a question
                    5                                                | the connection ended inside a question
                    5:a                                              | the connection ended inside a question
                    3:a b;                                           | a netstring that does not end where it said
                    2:a b,                                           | a netstring that does not end where it said
                    03:a b,                                          | a netstring without a length
                    3x:a b,                                          | a netstring without a length
                    0:,                                              | a lookup without a map and a key
                    3:abc,                                           | a lookup without a map and a key
                    2: b,                                            | a lookup without a map and a key
                    3:a \\0,                                         | a lookup without a map and a key
                    201:a b                                          | a question of more than 200 octets
                    99999999999999:a b                               | a netstring without a length
                    """)
    void whatIsNoQuestionEndsTheConnection(String text, String why) throws IOException {
        String octets = text.replace("\\n", "\n").replace("\\0", "\0");
        assertThat(Server.hear(octets, LIMITS)).containsExactly(new Heard.Malformed(why));
    }

    /// A megabyte, of which no more is kept than the limit and one read.
    @ParameterizedTest
    @ValueSource(strings = {"request=", "a=1\n", "999999:"})
    void h_aQuestionOfAMegabyteIsRefusedWithoutKeepingIt(String first) throws IOException {
        var endless = new ByteArrayInputStream(Server.octets(first + "x".repeat(1 << 20)));
        assertThat(Server.hear(endless, LIMITS)).hasOnlyElementsOfType(Heard.Malformed.class);
        assertThat(endless.available()).isGreaterThan((1 << 20) - 16 * 1024);
    }

    @Test
    void lettersPastAsciiAreUtf8AndOtherOctetsNoName() throws IOException {
        assertThat(Server.hear(new ByteArrayInputStream(Server.netstring("m ü")), LIMITS))
                .first()
                .isEqualTo(new Heard.Asked(new Question.Lookup("m", "ü")));
        byte[] broken = {'3', ':', 'm', ' ', (byte) 0xff, ','};
        assertThat(Server.hear(new ByteArrayInputStream(broken), LIMITS))
                .first()
                .isEqualTo(new Heard.Asked(new Question.Lookup("m", "\ufffd")));
    }
}
