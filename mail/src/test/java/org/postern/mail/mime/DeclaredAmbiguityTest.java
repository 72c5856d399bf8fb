package org.postern.mail.mime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.postern.mail.mime.Inspect.kinds;
import static org.postern.mail.mime.Inspect.mail;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postern.mail.mime.Ambiguity.Kind;

/// What fields declare: mail that readers disagree about is always called ambiguous; the octets in dispute are in one of the readings.
final class DeclaredAmbiguityTest {
    private static final String TWO_PARTS = "\n--b\n\none\n--b\n\ntwo\n--b--\n";

    private static Structure single(String fields, String body) {
        return mail("From: jo@example.org\nMIME-Version: 1.0\n" + fields + "\n" + body);
    }

    private static Structure multipart(String parameters) {
        return single("Content-Type: multipart/mixed" + parameters + "\n", TWO_PARTS);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "base64|7bit",
                "7bit|base64",
                "quoted-printable|base64",
                "base64|quoted-printable",
                "x|base64",
                "base64|x",
                "|base64",
                "base64|",
                "binary|base64",
                "BASE64|8bit",
                "7bit|quoted-printable",
            })
    void d1_twoTransferEncodingsAreAmbiguousAndBothAreRead(String encodings) {
        String[] two = encodings.split("\\|", -1);
        Structure mail =
                single(
                        "Content-Transfer-Encoding: %s\nContent-Transfer-Encoding: %s\n"
                                .formatted(two[0], two[1]),
                        "QUJD=44\n");
        assertThat(kinds(mail)).contains(Kind.DUPLICATE_ENCODING);
        assertThat(mail.isAmbiguous()).isTrue();
        List<String> read =
                mail.readings(mail.root()).stream()
                        .map(it -> new String(it.all(100), StandardCharsets.ISO_8859_1))
                        .toList();
        if (encodings.toLowerCase(Locale.ROOT).contains("base64")) {
            assertThat(read).anyMatch(it -> it.startsWith("ABC"));
        }
        if (encodings.contains("quoted")) {
            assertThat(read).anyMatch(it -> it.startsWith("QUJDD"));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "base64, 7bit",
                "base64;7bit",
                "base64 7bit",
                "\"base64\"",
                "base 64",
                "x-base64",
                "base64\\",
                "b64",
                "base64:",
                "base64\u0001",
                "7 bit",
                "8-bit",
                "=?us-ascii?q?base64?=",
                "base64 (comment)",
                "(comment) base64",
                "base(x)64",
                "(base64) 7bit",
                "=?utf-8?b?YmFzZTY0?=",
                "base64=",
                "quoted-printable base64",
                "quoted_printable",
                "",
            })
    void d4_oddTransferEncodingsAreAmbiguousAndBase64IsRead(String encoding) {
        Structure mail = single("Content-Transfer-Encoding: " + encoding + "\n", "QUJD\n");
        assertThat(mail.isAmbiguous()).as(encoding).isTrue();
        assertThat(
                        mail.readings(mail.root()).stream()
                                .map(it -> new String(it.all(100), StandardCharsets.ISO_8859_1)))
                .anyMatch(it -> it.equals("ABC"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "text/plain|multipart/mixed; boundary=b",
                "multipart/mixed; boundary=b|text/plain",
                "text/plain|text/html",
                "multipart/mixed; boundary=b|multipart/mixed; boundary=c",
                "|multipart/mixed; boundary=b",
            })
    void d1_twoContentTypesAreAmbiguous(String types) {
        String[] two = types.split("\\|", -1);
        Structure mail =
                single("Content-Type: %s\nContent-Type: %s\n".formatted(two[0], two[1]), TWO_PARTS);
        assertThat(kinds(mail)).contains(Kind.DUPLICATE_CONTENT_TYPE);
    }

    @Test
    void d1_theSameContentTypeTwiceIsOnlyNoted() {
        Structure mail = single("Content-Type: text/html\nContent-Type:  text/HTML\n", "x\n");
        assertThat(kinds(mail)).containsExactly(Kind.REPEATED_FIELD);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "text/plain multipart/mixed; boundary=b",
                "text/plain, multipart/mixed; boundary=b",
                "multipart / mixed; boundary=b",
                "multipart",
                "multipart/; boundary=b",
                "/mixed; boundary=b",
                "multipart/mixed boundary=b",
                "text/plain/multipart; boundary=b",
                "multipart\\/mixed; boundary=b",
                "\"multipart/mixed\"; boundary=b",
                "(multipart/mixed; boundary=b)",
                "multipart/mixed (x); boundary=b",
                "multi(x)part/mixed; boundary=b",
                "=?utf-8?q?multipart/mixed?=; boundary=b",
                "",
                ";boundary=b",
                "multipart/mixed, boundary=b",
                "text\u0000/plain",
                "multipart/mixed\u00a0; boundary=b",
            })
    void d1_oddContentTypesAreAmbiguous(String type) {
        assertThat(single("Content-Type: " + type + "\n", TWO_PARTS).isAmbiguous()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "; boundary=b; boundary=c",
                "; boundary=c; boundary=b",
                "; boundary=b; boundary*=us-ascii''c",
                "; boundary*0=b",
                "; boundary*0=b; boundary*1=c",
                "; boundary*=us-ascii''b",
                "; boundary*0*=us-ascii''%62",
                "; boundary=\"=?us-ascii?q?b?=\"",
                "; boundary==?us-ascii?b?Yg==?=",
                "; boundary=",
                "; boundary=\"\"",
                "",
                "; bondary=b",
                "; boundary=b,c",
                "; boundary=\"b,c\"",
                "; boundary=\"b;c\"",
                "; boundary=b c",
                "; boundary=\"b\tc\"",
                "; boundary=\"b \"",
                "; boundary=\" b\"",
                "; boundary=\"b",
                "; boundary=b\"",
                "; boundary=\"b\"c",
                "; boundary=\"b\"\"c\"",
                "; boundary=\"b\\c\"",
                "; boundary=\"\\b\"",
                "; boundary=(x)b",
                "; boundary=b(x)",
                "; boundary=b\u0000",
                "; boundary=\"b\u0000c\"",
                "; boundary=b\u00e4",
                "; boundary = b c",
                "; boundary='b'",
                "; boundary=\"b\"; boundary=\"c\"",
                "; boundary=\"b\" c",
                "; boundary\u0000=b",
                "; Boundary=c; bOUNDARY=b",
                "; boundary=\"(b\"; x=\")\"; boundary=c",
                "; boundary=b\u0001",
                "; boundary=\"b\u007f\"",
                "; \"boundary\"=b",
            })
    void d2_boundaryGamesAreAmbiguous(String parameters) {
        assertThat(multipart(parameters).isAmbiguous()).as(parameters).isTrue();
    }

    @Test
    void d2_longBoundariesAreAmbiguousAndVeryLongOnesALimit() {
        assertThat(kinds(multipart("; boundary=" + "b".repeat(71)))).contains(Kind.LONG_BOUNDARY);
        assertThat(multipart("; boundary=" + "b".repeat(3000)).limit())
                .hasValueSatisfying(it -> assertThat(it.name()).isEqualTo("boundaryOctets"));
        assertThat(multipart("; boundary=" + "b".repeat(1_000_000)).limit()).isPresent();
    }

    @Test
    void d2_boundariesThatBeginAlikeAreAmbiguous() {
        assertThat(kinds(nested("bb", "b"))).contains(Kind.BOUNDARIES_OVERLAP);
        assertThat(kinds(nested("b", "bb"))).contains(Kind.BOUNDARIES_OVERLAP);
        assertThat(kinds(nested("b", "b--"))).contains(Kind.BOUNDARIES_OVERLAP);
        assertThat(kinds(nested("b", "b"))).contains(Kind.BOUNDARY_REUSED);
        assertThat(nested("b1", "b2").ambiguities()).isEmpty();
    }

    private static Structure nested(String outer, String inner) {
        return single(
                "Content-Type: multipart/mixed; boundary=\"" + outer + "\"\n",
                """
                --%1$s
                Content-Type: multipart/alternative; boundary="%2$s"

                --%2$s

                one
                --%2$s--
                --%1$s--
                """
                        .formatted(outer, inner));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--bx",
                "--b--x",
                "--b-",
                "--b x",
                "--b\u0000",
                "--b\u000b",
                "--b;",
                "--b\u00a0",
                "--b----"
            })
    void d2_aLineThatBeginsAsABoundaryIsAmbiguous(String line) {
        Structure mail =
                single(
                        "Content-Type: multipart/mixed; boundary=b\n",
                        "--b\n\none\n" + line + "\n\ntwo\n--b--\n");
        assertThat(kinds(mail)).contains(Kind.BOUNDARY_WITH_TAIL);
    }

    @Test
    void d2_aSpaceInQuotesIsOrdinaryUntilALineEndsThere() {
        String fields = "Content-Type: multipart/mixed; boundary=\"- =_a\"\n";
        assertThat(single(fields, "--- =_a\n\none\n--- =_a--\n").isAmbiguous()).isFalse();
        assertThat(single(fields, "--- =_a\n\none\n---\n\ntwo\n--- =_a--\n").isAmbiguous())
                .isTrue();
    }
}
