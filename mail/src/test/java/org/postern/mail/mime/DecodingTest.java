package org.postern.mail.mime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class DecodingTest {
    private static final String TEST_FILE = "MZ and forty more octets of a program, as it were";

    private static String decode(
            TransferEncoding encoding, Decoding.Leniency leniency, String body) {
        byte[] octets = body.getBytes(StandardCharsets.ISO_8859_1);
        var decoding =
                Decoding.of(
                        new Octets(ByteBuffer.wrap(octets)),
                        new Span(0, octets.length),
                        encoding,
                        leniency);
        return new String(decoding.all(10_000), StandardCharsets.ISO_8859_1);
    }

    @ParameterizedTest
    @CsvSource({
        "QUJD, ABC, ABC, ABC",
        "QQ==QUI=QUJD, AABABC, A, AABABC",
        "QQ=QUJD, AABC, A, AABC",
        "Q!UJ@D, ABC, '', ABC",
        "QUJDRA, ABCD, ABCD, ABCD",
        "QUJDR, ABC, ABC, ABC",
        "'QU\nJD', ABC, ABC, 'A$'",
        "'Q\nU\nJ\nD\n', ABC, ABC, ''",
        "=QUJD, ABC, '', ABC",
        "'', '', '', ''",
    })
    void d6_base64IsReadInEveryLenientWay(String body, String runOn, String stop, String lines) {
        assertThat(decode(TransferEncoding.BASE64, Decoding.Leniency.RUN_ON, body))
                .isEqualTo(runOn);
        assertThat(decode(TransferEncoding.BASE64, Decoding.Leniency.STOP, body)).isEqualTo(stop);
        assertThat(decode(TransferEncoding.BASE64, Decoding.Leniency.LINE_BY_LINE, body))
                .isEqualTo(lines);
    }

    @Test
    void d6_theUrlAlphabetIsAReading() {
        assertThat(decode(TransferEncoding.BASE64, Decoding.Leniency.URL_ALPHABET, "-_-_"))
                .isEqualTo("\u00fb\u00ff\u00bf");
    }

    @Test
    void d6_aFileHiddenByFaultsIsInOneOfTheReadings() {
        String whole =
                Base64.getEncoder().encodeToString(TEST_FILE.getBytes(StandardCharsets.US_ASCII));
        for (String body :
                new String[] {
                    "QQ==" + whole,
                    whole.substring(0, 10) + "!" + whole.substring(10),
                    whole + "\n-- \nfooter",
                    whole.replace("=", ""),
                    String.join("\n", whole.split("")),
                    whole.substring(0, 8) + "=" + whole.substring(8),
                }) {
            Structure mail = Inspect.mail("Content-Transfer-Encoding: base64\n\n" + body + "\n");
            assertThat(mail.isAmbiguous()).isTrue();
            assertThat(
                            mail.readings(mail.root()).stream()
                                    .map(it ->
                                            new String(it.all(1000), StandardCharsets.ISO_8859_1)))
                    .anyMatch(it -> it.contains(TEST_FILE));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "'a=3Db', 'a=b'",
        "'a=3db', 'a=b'",
        "'a=\r\nb', ab",
        "'a=\nb', ab",
        "'a= \t\r\nb', ab",
        "'a=3', 'a=3'",
        "'a=', a",
        "'a=ZZ', 'a=ZZ'",
        "'a==41', 'a=A'",
        "'a=  b', 'a=  b'",
        "'a=\rb', 'a=\rb'",
    })
    void d6_quotedPrintableKeepsWhatItCannotDecode(String body, String plain) {
        assertThat(decode(TransferEncoding.QUOTED_PRINTABLE, Decoding.Leniency.RUN_ON, body))
                .isEqualTo(plain);
    }

    @Test
    void uuencodeIsDecodedFromItsFirstLineOn() {
        assertThat(
                        decode(
                                TransferEncoding.UUENCODE,
                                Decoding.Leniency.RUN_ON,
                                "hello\r\nbegin 644 a\r\n#0V%T\r\n`\r\nend\r\nx"))
                .isEqualTo("Cat");
        assertThat(
                        decode(
                                TransferEncoding.UUENCODE,
                                Decoding.Leniency.RUN_ON,
                                "begin 644 a\n#0V\n%"))
                .startsWith("C");
    }

    @Test
    void blocksOfAnySizeGiveTheSameOctets() {
        byte[] plain = new byte[20_000];
        new Random(7).nextBytes(plain);
        byte[] encoded = Base64.getMimeEncoder().encode(plain);
        var octets = new Octets(ByteBuffer.wrap(encoded));
        for (int size : new int[] {1, 3, 100, 5000}) {
            var decoding =
                    Decoding.of(
                            octets,
                            new Span(0, encoded.length),
                            TransferEncoding.BASE64,
                            Decoding.Leniency.STOP);
            var all = new ByteArrayOutputStream();
            byte[] block = new byte[size];
            for (int n = decoding.read(block, 0, size); n >= 0; n = decoding.read(block, 0, size)) {
                all.write(block, 0, n);
            }
            assertThat(all.toByteArray()).isEqualTo(plain);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "plain, plain",
        "=?utf-8?q?a_b=20c?=, a b c",
        "=?utf-8?b?w6Q=?= =?utf-8?b?w7Y=?=, äö",
        "=?utf-8?b?w6TD?= =?utf-8?b?tg==?=, äö",
        "=?utf-8?q?=C3?= =?utf-8?q?=A4?=, ä",
        "=?utf-8*de?q?=C3=A4?= x, ä x",
        "a =?iso-8859-1?q?=E4?= b, a ä b",
        "=?nonsense?q?a?=, a",
        "=?utf-8?q?=FF?=, \uFFFD",
        "=?utf-8?x?a?=, =?utf-8?x?a?=",
        "=?utf-8?q?open, =?utf-8?q?open",
        "=?=?=?=, =?=?=?=",
        "=?utf-8?q??=, ''",
        "=?utf-7?q?+ADw-?=, <",
    })
    void d11_encodedWordsAreDecodedAndJoined(String raw, String text) {
        assertThat(EncodedWords.decode(raw)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({
        "utf-8",
        "utf-7",
        "utf-16",
        "utf-16le",
        "utf-32",
        "iso-2022-jp",
        "iso-2022-kr",
        "iso-2022-cn",
        "hz-gb-2312",
        "gb18030",
        "big5",
        "shift_jis",
        "euc-kr",
        "windows-1252",
        "cp437",
        "no-such-charset",
        "x-unknown",
        "'a b'",
        "''",
        "cesu-8",
        "x-JISAutoDetect",
        "x-compound_text",
        "ibm930"
    })
    void d11_noCharsetAndNoOctetsThrow(String charset) {
        var random = new Random(11);
        for (int i = 0; i < 200; i++) {
            byte[] octets = new byte[random.nextInt(64)];
            random.nextBytes(octets);
            assertThat(Charsets.decode(charset, octets)).isNotNull();
            assertThat(
                            Charsets.decode(
                                    charset,
                                    "\u001b$B~{+AD"
                                            .repeat(i % 5)
                                            .getBytes(StandardCharsets.US_ASCII)))
                    .isNotNull();
        }
        assertThat(Charsets.decode(charset, new byte[0])).isEmpty();
    }

    @Test
    void d11_whatDoesNotFitIsReplaced() {
        assertThat(Charsets.decode("utf-8", new byte[] {'a', (byte) 0xc0, (byte) 0xaf, 'b'}))
                .startsWith("a\ufffd")
                .endsWith("b");
        assertThat(Charsets.decode("", new byte[] {'c', 'a', 'f', (byte) 0xe9})).isEqualTo("café");
        assertThat(Charsets.decode("utf-16", "hi".getBytes(StandardCharsets.UTF_16LE)))
                .isEqualTo("hi");
    }
}
