package org.postern.mail.mime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.postern.mail.mime.Inspect.kinds;
import static org.postern.mail.mime.Inspect.mail;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postern.mail.mime.Ambiguity.Kind;

/// Header lines, bodies and encodings: mail that readers disagree about is always called ambiguous; the octets in dispute are in one of the readings.
final class BodyAmbiguityTest {
    private static final String TWO_PARTS = "\n--b\n\none\n--b\n\ntwo\n--b--\n";

    private static Structure single(String fields, String body) {
        return mail("From: jo@example.org\nMIME-Version: 1.0\n" + fields + "\n" + body);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Type : text/html\n",
                "Content-Type\t: text/html\n",
                "Content-Transfer-Encoding : base64\n",
                "Content-Type\u0000: text/html\n",
                "Con\u0000tent-Type: text/html\n",
                "\u0000Content-Type: text/html\n",
                "Content-Type: text/html\u0000\n",
                "no colon here\n",
                "Content-Type text/html\n",
                ":Content-Type: text/html\n",
                "X Content-Type: text/html\n",
                "Content-Type: text/html\n \n",
                "Content-Type: text/html\n\t\n",
                "X-A: b\rContent-Type: text/html\n",
                "X-A: b\r\nContent-Type: text/html\n",
                "Content-Type:\r text/html\n",
                "X-A: b\r\r\n",
                "\u000b\n",
                "\u000c\n",
                "X-A: b\u0000\n",
                "--\n",
                "\u00a0\n",
                "\u0085\n",
                ".\n",
            })
    void d3_headerLineGamesAreAmbiguous(String lines) {
        assertThat(single(lines, "x\n").isAmbiguous()).as(lines).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\n",
                "\r",
                "\n\r",
                "\r\r\n",
                "\n\n",
                "\r\r",
                "\n\r\n",
                "\r\n\r",
                "\r\n \r\n",
                "\r\n\t\r\n",
                "\r\n\0\r\n",
                "\r\n\u000b\r\n",
                "\r\n\u000c\r\n",
                "\r\n--\r\n",
                "\r \r\n",
                "\n \r\n",
                "\r\n \n",
                "\r\r\n\r\r\n",
                "\0\r\n"
            })
    void d3_everySeparatorButCrlfCrlfIsAmbiguous(String separator) {
        Structure mail =
                Inspect.octets(
                        "From: jo@example.org\r\nSubject: x"
                                + separator
                                + "Content-Type: text/html\r\n\r\nx\r\n");
        assertThat(mail.isAmbiguous()).isTrue();
    }

    @Test
    void d3_aHeaderThatBeginsWithAFoldedLineIsAmbiguous() {
        assertThat(kinds(mail(" Content-Type: text/html\nFrom: jo@example.org\n\nx\n")))
                .contains(Kind.LEADING_SPACE);
    }

    @Test
    void d3_allLinesInLfIsAFileAndNotAmbiguous() {
        Structure mail =
                Inspect.octets(
                        "From: jo@example.org\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n"
                                + TWO_PARTS);
        assertThat(kinds(mail)).containsExactly(Kind.LF_LINE_ENDS);
        assertThat(mail.parts()).hasSize(3);
    }

    @Test
    void d3_aBoundaryLineWithABareLineEndIsAmbiguous() {
        String head =
                "MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\none\r\n";
        assertThat(kinds(Inspect.octets(head + "--b\n\r\ntwo\r\n--b--\r\n")))
                .contains(Kind.BOUNDARY_LINE_END);
        assertThat(kinds(Inspect.octets(head + "\n--b\r\n\r\ntwo\r\n--b--\r\n")))
                .contains(Kind.BOUNDARY_LINE_END);
        assertThat(kinds(Inspect.octets(head + "x\r--b\r\n\r\ntwo\r\n--b--\r\n")))
                .contains(Kind.BOUNDARY_LINE_END);
    }

    @Test
    void d5_contentOutsideThePartsIsKeptAndNamed() {
        String fields = "Content-Type: multipart/mixed; boundary=b\n";
        String part = "Content-Type: application/x\nContent-Transfer-Encoding: base64\n\nQUJD\n";
        Structure before = single(fields, part + "--b\n\none\n--b--\n");
        assertThat(kinds(before)).contains(Kind.PREAMBLE_LOOKS_LIKE_PART);
        assertThat(before.outside()).isNotEmpty();
        assertThat(kinds(single(fields, "--b\n\none\n--b--\n" + part)))
                .contains(Kind.EPILOGUE_LOOKS_LIKE_PART);
        Structure after = single(fields, "--b\n\none\n--b--\n--b\n" + part + "--b--\n");
        assertThat(kinds(after)).contains(Kind.CONTENT_AFTER_END);
        assertThat(after.parts()).hasSize(3);
        assertThat(kinds(single(fields, "--b\n\none\n"))).contains(Kind.NOT_CLOSED);
        assertThat(kinds(single(fields, "one\n"))).contains(Kind.NO_PARTS);
        assertThat(kinds(single(fields, ""))).contains(Kind.NO_PARTS);
        assertThat(kinds(single(fields, "--b--\n"))).contains(Kind.NO_PARTS);
        assertThat(kinds(single(fields, "--b\nContent-Type: text/html\n--b--\n")))
                .contains(Kind.NO_SEPARATOR);
    }

    @Test
    void d5_anInnerMultipartThatTheOuterEndsIsAmbiguous() {
        Structure mail =
                single(
                        "Content-Type: multipart/mixed; boundary=o\n",
                        "--o\nContent-Type: multipart/mixed; boundary=i\n\n--i\n\none\n--o\n\ntwo\n--o--\n");
        assertThat(kinds(mail)).contains(Kind.INNER_NOT_CLOSED);
        assertThat(mail.parts()).extracting(Part::path).containsExactly("1", "1.1", "1.1.1", "1.2");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "QUJ!D",
                "QUJ\u0000D",
                "QUJD\n--\n",
                "QQ==QUJD",
                "QUI=\nQUJD",
                "QUJDRA",
                "QUJDR===",
                "QUJD-_-_",
                "QU\nJD",
                "Q\nU\nJ\nD",
                "QUJD=QUJD",
                "=QUJD",
                "QUJ\u00e4D",
                "====",
                "QUJD.QUJD",
            })
    void d6_faultyBase64IsAmbiguous(String body) {
        Structure mail = single("Content-Transfer-Encoding: base64\n", body + "\n");
        assertThat(mail.isAmbiguous()).as(body).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"QUJD", "QQ==", "QUI=", "QUJD\nQUI=", "", "\nQUJD\n\n", "QUJD  \nQUJD\t"})
    void d6_ordinaryBase64IsNot(String body) {
        assertThat(single("Content-Transfer-Encoding: base64\n", body + "\n").ambiguities())
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "begin 644 a.exe\nM\n`\nend",
                "=ybegin line=128 size=1 name=a.exe",
                "(This file must be converted with BinHex 4.0)"
            })
    void d6_filesInTextAreNamed(String body) {
        assertThat(kinds(single("", "hello\n" + body + "\n"))).contains(Kind.FILE_IN_TEXT);
    }

    @Test
    void d6_quotedPrintableFaultsInFilesAreAmbiguousAndInTextNoted() {
        String encoding = "Content-Transfer-Encoding: quoted-printable\n";
        assertThat(kinds(single(encoding, "a=3 b\n"))).containsExactly(Kind.LOOSE_QUOTED_PRINTABLE);
        assertThat(kinds(single(encoding + "Content-Type: application/x\n", "a=3 b\n")))
                .containsExactly(Kind.QUOTED_PRINTABLE_FAULT);
        assertThat(single(encoding, "a=3d=\nb =\n").ambiguities()).isEmpty();
    }

    /// Who does not know uuencode shows what stands there; who does may find nothing at all.
    @Test
    void d6_uuencodedPartsAreAmbiguousAndReadAsTheyStandToo() {
        Structure mail =
                single(
                        "Content-Type: application/pdf\nContent-Transfer-Encoding: x-uuencode\n",
                        "%PDF-1.7\n");
        assertThat(kinds(mail)).containsExactly(Kind.UUENCODED);
        assertThat(mail.decoded(mail.root()).all(100)).isEmpty();
        assertThat(mail.readings(mail.root()))
                .extracting(it -> new String(it.all(100), StandardCharsets.US_ASCII))
                .anyMatch(it -> it.startsWith("%PDF-1.7"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "message/rfc822",
                "multipart/mixed; boundary=b",
                "multipart/digest; boundary=b"
            })
    void d7_encodedCompositesAreAmbiguous(String type) {
        for (String encoding : List.of("base64", "quoted-printable", "x-uuencode")) {
            Structure mail =
                    single(
                            "Content-Type: "
                                    + type
                                    + "\nContent-Transfer-Encoding: "
                                    + encoding
                                    + "\n",
                            TWO_PARTS);
            assertThat(kinds(mail)).contains(Kind.ENCODED_COMPOSITE);
        }
        assertThat(
                        single(
                                        "Content-Type: multipart/mixed; boundary=b\nContent-Transfer-Encoding: 8bit\n",
                                        TWO_PARTS)
                                .ambiguities())
                .isEmpty();
    }

    @Test
    void e12_piecesAndRemoteBodiesAreNamed() {
        assertThat(kinds(single("Content-Type: message/partial; id=a; number=1\n", "x\n")))
                .contains(Kind.PARTIAL_MESSAGE);
        assertThat(kinds(single("Content-Type: message/external-body; access-type=URL\n", "\nx\n")))
                .contains(Kind.EXTERNAL_BODY);
    }

    @Test
    void fieldsThatNameTheMailAreAmbiguousWhenTwice() {
        assertThat(kinds(mail("From: a@example.org\nFrom: b@example.org\n\nx\n")))
                .contains(Kind.DUPLICATE_FROM);
        assertThat(kinds(mail("From: a@example.org\nFrom: a@example.org\n\nx\n")))
                .contains(Kind.DUPLICATE_FROM);
        assertThat(kinds(mail("Subject: a\nSubject: b\n\nx\n"))).contains(Kind.DUPLICATE_SUBJECT);
        assertThat(kinds(mail("Date: a\nDate: b\n\nx\n"))).contains(Kind.DUPLICATE_DATE);
        assertThat(kinds(mail("Message-ID: <a>\nMessage-Id: <b>\n\nx\n")))
                .contains(Kind.DUPLICATE_MESSAGE_ID);
        assertThat(kinds(mail("To: a@example.org\nTo: b@example.org\n\nx\n")))
                .contains(Kind.DUPLICATE_ADDRESS_FIELD);
    }

    @Test
    void e10_aFileNameIsReadInEveryWay() {
        Structure mail =
                single(
                        """
                        Content-Type: application/octet-stream; name="=?utf-8?q?a.exe?="
                        Content-Disposition: attachment; filename=a.txt; filename*0*=utf-8''b%2E; filename*1=js
                        """,
                        "x\n");
        assertThat(mail.root().fileNames()).contains("a.exe", "a.txt", "b.js");
        assertThat(mail.root().fileName()).contains("b.js");
        assertThat(kinds(mail)).containsExactly(Kind.FILE_NAMES_DIFFER);
    }
}
