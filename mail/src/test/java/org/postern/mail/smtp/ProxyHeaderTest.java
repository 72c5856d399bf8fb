package org.postern.mail.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What proxies say before anything else.
class ProxyHeaderTest {
    static final String SIGNATURE = "\r\n\r\n\0\r\nQUIT\n";
    private static final String V4 = "\300\0\2\102\300\0\2\1\234\100\0\31";
    private static final String V6 =
            " \1\r\270\0\0\0\0\0\0\0\0\0\0\0\102 \1\r\270\0\0\0\0\0\0\0\0\0\0\0\1\234\100\0\31";

    @ParameterizedTest
    @CsvSource({
        "PROXY TCP4 192.0.2.66 192.0.2.1 40000 25, 192.0.2.66, 40000",
        "PROXY TCP6 2001:DB8:0::66 2001:db8::1 1 65535, 2001:db8::66, 1",
    })
    void linesTellTheClient(String line, String address, int port) throws IOException {
        assertThat(read(line + "\r\nEHLO x\r\n", "EHLO x"))
                .isEqualTo(new ProxyHeader.Told(address, port));
    }

    @Test
    void octetsTellTheClient() throws IOException {
        assertThat(read(SIGNATURE + "!\21\0\14" + V4 + "EHLO x\r\n", "EHLO x"))
                .isEqualTo(new ProxyHeader.Told("192.0.2.66", 40000));
        assertThat(read(SIGNATURE + "!\21\0\20" + V4 + "\4\0\1\0EHLO x\r\n", "EHLO x"))
                .isEqualTo(new ProxyHeader.Told("192.0.2.66", 40000));
        assertThat(read(SIGNATURE + "!!\0$" + V6 + "EHLO x\r\n", "EHLO x"))
                .isEqualTo(new ProxyHeader.Told("2001:db8::42", 40000));
    }

    @Test
    void aProxyMaySpeakForItself() throws IOException {
        assertThat(read("PROXY UNKNOWN\r\nQUIT\r\n", "QUIT")).isEqualTo(new ProxyHeader.Itself());
        assertThat(read("PROXY UNKNOWN a b c\r\nQUIT\r\n", "QUIT"))
                .isEqualTo(new ProxyHeader.Itself());
        assertThat(read(SIGNATURE + " \0\0\0QUIT\r\n", "QUIT")).isEqualTo(new ProxyHeader.Itself());
        assertThat(read(SIGNATURE + "!\0\0\3abcQUIT\r\n", "QUIT"))
                .isEqualTo(new ProxyHeader.Itself());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "EHLO x\r\n",
                "PROXY\r\n",
                "PROXY TCP4 192.0.2.66 192.0.2.1 40000\r\n",
                "PROXY  TCP4 192.0.2.66 192.0.2.1 40000 25\r\n",
                "PROXY TCP4 192.0.2.66 192.0.2.1 40000 25 \r\n",
                "PROXY TCP4 192.0.2.066 192.0.2.1 40000 25\r\n",
                "PROXY TCP4 2001:db8::66 192.0.2.1 40000 25\r\n",
                "PROXY TCP4 IPv6:2001:db8::66 192.0.2.1 40000 25\r\n",
                "PROXY TCP6 IPv6:2001:db8::66 2001:db8::1 40000 25\r\n",
                "PROXY TCP6 192.0.2.66 192.0.2.1 40000 25\r\n",
                "PROXY TCP4 192.0.2.66 mx.example 40000 25\r\n",
                "PROXY TCP4 192.0.2.66 192.0.2.1 65536 25\r\n",
                "PROXY TCP4 192.0.2.66 192.0.2.1 00 25\r\n",
                "PROXY TCP4 192.0.2.66 192.0.2.1 -1 25\r\n",
                "PROXY UDP4 192.0.2.66 192.0.2.1 1 25\r\n",
                "PROXY UNKNOWNX\r\n",
                "proxy TCP4 192.0.2.66 192.0.2.1 40000 25\r\n",
                "PROXY TCP4 192.0.2.66 192.0.2.1 40000 25\n",
                SIGNATURE + "1\21\0\14" + V4,
                SIGNATURE + "\"\21\0\14" + V4,
                SIGNATURE + "!\22\0\14" + V4,
                SIGNATURE + "!\21\0\13" + V4,
                SIGNATURE + "!!\0\14" + V4,
                SIGNATURE + "!\21\377\377" + V4,
                "\r\nQUIT\r\n0123456789",
            })
    void a19_whatIsNoHeaderByTheLetterIsNone(String octets) throws IOException {
        assertThat(read(octets, "")).isInstanceOf(ProxyHeader.Malformed.class);
    }

    @Test
    void a19_aHugeHeaderIsNone() throws IOException {
        assertThat(read("PROXY UNKNOWN " + "x".repeat(100) + "\r\n", ""))
                .isInstanceOf(ProxyHeader.Malformed.class);
        assertThat(read("PROXY UNKNOWN " + "x".repeat(100_000), ""))
                .isInstanceOf(ProxyHeader.Malformed.class);
        assertThat(read(SIGNATURE + "!\0\20\1" + "x".repeat(5000), ""))
                .isInstanceOf(ProxyHeader.Malformed.class);
        assertThat(read(SIGNATURE + "!\0\20\0" + "x".repeat(4096) + "QUIT\r\n", "QUIT"))
                .isEqualTo(new ProxyHeader.Itself());
    }

    @Test
    void a19_aHeaderThatIsCutShortIsTheEnd() throws IOException {
        String header = SIGNATURE + "!\21\0\14" + V4;
        for (int length = 0; length < header.length(); length++) {
            assertThat(read(header.substring(0, length), "")).isEqualTo(new ProxyHeader.Closed());
        }
        String line = "PROXY TCP4 192.0.2.66 192.0.2.1 40000 25\r\n";
        for (int length = 0; length < line.length(); length++) {
            assertThat(read(line.substring(0, length), "")).isEqualTo(new ProxyHeader.Closed());
        }
    }

    @Test
    void whatTellersSayIsReadByTheLetter() {
        assertThat(Xclient.parse("NAME=a.example ADDR=192.0.2.66 PORT=25 PROTO=ESMTP HELO=b+2Bc"))
                .hasValueSatisfying(it -> {
                    assertThat(it.address()).isEqualTo("192.0.2.66");
                    assertThat(it.port()).hasValue(25);
                    assertThat(it.hello()).isEqualTo("b+c");
                    assertThat(it.extended()).contains(true);
                });
        assertThat(Xclient.parse("addr=IPV6:2001:db8::66 login=[UNAVAILABLE] name=[TEMPUNAVAIL]"))
                .hasValueSatisfying(it -> assertThat(it.address()).isEqualTo("2001:db8::66"));
        for (String wrong :
                new String[] {
                    "",
                    "ADDR",
                    "ADDR=x",
                    "ADDR=2001:db8::66",
                    "ADDR=IPV6:192.0.2.1",
                    "ADDR=192.0.2.1 ADDR=192.0.2.1",
                    "ADDR=192.0.2.1 PORT=65536",
                    "ADDR=192.0.2.1  PORT=5",
                    "PROTO=HTTP",
                    "HELO=a+0Db",
                    "HELO=a+20b",
                    "WHO=me",
                }) {
            assertThat(Xclient.parse(wrong)).as(wrong).isEmpty();
        }
    }

    /// Read in one segment and octet by octet.
    private static ProxyHeader read(String octets, String behind) throws IOException {
        var in = new WireInput(Segments.of(octets));
        ProxyHeader read = ProxyReader.read(in);
        var slowly = new WireInput(Segments.of(octets.split("(?<=.)(?s)", -1)));
        assertThat(ProxyReader.read(slowly)).isEqualTo(read);
        if (!behind.isEmpty()) {
            assertThat(in.readLine(100)).isEqualTo(new Line.Complete(behind));
        }
        return read;
    }
}
