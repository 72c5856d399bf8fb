package org.postern.mail.trace;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postern.mail.trace.Received.Source;

/// Fields as mail servers write them, and as those would like to have them who are not believed.
class ReceivedTest {
    private static final String REST =
            " by mx.example (Some) with ESMTP id 1; Sun, 22 Nov 2026 12:00:00 +0100";

    private static Received read(String from) {
        return Received.read(from + REST);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "from mail.example (mail.example [192.0.2.1]) | 192.0.2.1",
                "from x (unknown [192.0.2.1]) | 192.0.2.1",
                "from mail.example (mail.example [IPv6:2001:DB8::1]) | 2001:db8::1",
                "from x (unknown [192.0.2.1]:4711) | 192.0.2.1",
                "from x (host.example [192.0.2.1] (may be forged)) | 192.0.2.1",
                "from x (IDENT:root@host.example [192.0.2.1]) | 192.0.2.1",
                "from x ([192.0.2.1]) | 192.0.2.1",
                "from x ([IPv6:2001:db8::1]) | 2001:db8::1",
                "from host.example ([192.0.2.1] helo=x) | 192.0.2.1",
                "from host.example ([192.0.2.1]:4711 helo=x ident=y) | 192.0.2.1",
                "from host.example ([2001:db8::1]) | 2001:db8::1",
                "from [192.0.2.1] (helo=x) | 192.0.2.1",
                "from [192.0.2.1] (port=4711 helo=x) | 192.0.2.1",
                "from [2001:db8::1] (port=4711) | 2001:db8::1",
                "from X.example (192.0.2.1) | 192.0.2.1",
                "from X.example (2001:db8::1) | 2001:db8::1",
                "from unknown (HELO x) (192.0.2.1) | 192.0.2.1",
                "from host.example (HELO x) (root@192.0.2.1) | 192.0.2.1",
            })
    void everyServerHasItsForm(String from, String address) {
        Received field = read(from);
        assertThat(field.source()).isEqualTo(new Source.Client(address));
        assertThat(field.by()).isEqualTo("mx.example");
        assertThat(field.protocol()).isEqualTo("ESMTP");
        assertThat(field.at()).contains(Instant.parse("2026-11-22T11:00:00Z"));
    }

    /// The client is at 192.0.2.1 and would like to be at 198.51.100.9.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "from [198.51.100.9] (unknown [192.0.2.1])",
                "from [198.51.100.9] (192.0.2.1)",
                "from [198.51.100.9] ([192.0.2.1])",
                "from x([198.51.100.9]) (unknown [192.0.2.1])",
                "from x;(y[198.51.100.9]) (unknown [192.0.2.1])",
                "from by (unknown [192.0.2.1])",
                "from with (unknown [192.0.2.1])",
                "from host.example ([192.0.2.1] helo=[198.51.100.9])",
                "from host.example ([192.0.2.1] ident=x [198.51.100.9])",
                "from [192.0.2.1] (helo=[198.51.100.9])",
                "from unknown (HELO [198.51.100.9]) (192.0.2.1)",
                "from unknown (HELO x) (198.51.100.9@192.0.2.1)",
                "from x (IDENT:a [198.51.100.9]@host.example [192.0.2.1])",
            })
    void aClientCannotWriteItsAddress(String from) {
        assertThat(read(from).source()).isEqualTo(new Source.Client("192.0.2.1"));
        assertThat(read(from).by()).isEqualTo("mx.example");
        assertThat(read(from).protocol()).isEqualTo("ESMTP");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "from [198.51.100.9]",
                "from 198.51.100.9",
                "from x",
                "from x (y)",
                "from x (y [198.51.100.9] z)",
                "from x (y [198.51.100.9][])",
                "from x ([IPv6:192.0.2.1])",
                "from x ([1.2.3])",
                "from x ([192.0.2.1)",
                "from x ([192.0.2.1]",
                "from x (HELO 192.0.2.1)",
                "from [192.0.2.1] (y)",
                "from x (192.0.2.256)",
                "(envelope-from a@b.example)",
                "x (unknown [192.0.2.1])",
            })
    void whatIsNotSaidInAKnownFormIsNotSaid(String from) {
        Source source = read(from).source();
        assertThat(source).isNotInstanceOf(Source.Client.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "by mx.example with LMTP id 1; Sun, 22 Nov 2026 12:00:00 +0000",
                "by mx.example with local-esmtp; x",
                "(qmail 4711 invoked from network); 22 Nov 2026 12:00:00 -0000",
                "by mx.example (Postern filter) id 1; Sun, 22 Nov 2026 12:00:00 +0000",
            })
    void aServerPassesMailOnWithinItself(String field) {
        assertThat(Received.read(field).source()).isEqualTo(Source.Other.ITSELF);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "by mx.example (Postfix, from userid 0) id 1; Sun, 22 Nov 2026 12:00:00 +0000",
                "by mx.example with HTTP; x",
                "(qmail 4711 invoked by uid 0); 22 Nov 2026 12:00:00 -0000",
                "from",
                "from (unknown [192.0.2.1])",
            })
    void aUserOfTheServerIsNoClient(String field) {
        assertThat(Received.read(field).source()).isEqualTo(Source.Other.UNSAID);
    }

    @ParameterizedTest
    @CsvSource({
        "esmtpsa, true",
        "ESMTPA, true",
        "UTF8SMTPSA, true",
        "LMTPA, true",
        "ESMTPS, false",
        "SMTP, false",
        "UTF8SMTP, false",
        "HTTPA, false",
    })
    void theProtocolSaysWhoLoggedIn(String protocol, boolean loggedIn) {
        Received field = Received.read("from x ([192.0.2.1]) by y with " + protocol + "; x");
        assertThat(field.isLoggedIn()).isEqualTo(loggedIn);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Sun, 22 Nov 2026 12:00:00 +0000 (UTC)",
                "22 Nov 2026 12:00:00 -0000",
                "Sun, 22 Nov 2026 12:00:00 GMT",
                "Sun, 22 Nov 2026 12:00:00 UT",
                "Sun, 22 Nov 2026 07:00 -0500",
                "Sun,  22  Nov 2026 (a(b)c) 13:00:00 +0100",
            })
    void theDateStandsBehindTheLastSemicolon(String date) {
        assertThat(Received.read("from x ([192.0.2.1]) by y for <a;b@c.example>; " + date).at())
                .contains(Instant.parse("2026-11-22T12:00:00Z"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "yesterday", "Sun, 31 Feb 2026 12:00:00 +0000", "(((", "99 Nov"})
    void anotherDateIsNone(String date) {
        assertThat(Received.read("by y; " + date).at()).isEmpty();
        assertThat(Received.read("by y").at()).isEmpty();
    }

    @Test
    void anEndlessFieldSaysNothing() {
        assertThat(Received.read("from x (" + "y".repeat(9000) + " [192.0.2.1]) by z").source())
                .isEqualTo(Source.Other.UNSAID);
        assertThat(Received.read("from x " + "(".repeat(8000)).source())
                .isEqualTo(Source.Other.UNSAID);
    }

    private static List<Received> fields(String message, int most) {
        return TraceFields.read(
                ByteBuffer.wrap(message.getBytes(StandardCharsets.ISO_8859_1)), most);
    }

    @Test
    void theFieldsOfAHeaderAreReadFromTheTop() {
        String message =
                "Received: from a ([192.0.2.1])\r\n\tby b;\r\n Sun, 22 Nov 2026 12:00:00 +0000\r\n"
                        + "X-Received: from a ([192.0.2.9]) by b\r\n"
                        + "Subject: x\r\n Received: from a ([192.0.2.9]) by b\r\n"
                        + "RECEIVED : from a ([192.0.2.2]) by c\r\n"
                        + "Receive\r\n: x\r\n\r\n"
                        + "Received: from a ([192.0.2.9]) by b\r\n";
        assertThat(fields(message, 10))
                .extracting(Received::source)
                .containsExactly(new Source.Client("192.0.2.1"), new Source.Client("192.0.2.2"));
        assertThat(fields(message, 10).getFirst().at())
                .contains(Instant.parse("2026-11-22T12:00:00Z"));
        assertThat(fields(message, 1)).hasSize(1);
        assertThat(fields("", 9)).isEmpty();
        assertThat(fields("Received: by x", 9)).extracting(Received::by).containsExactly("x");
    }

    @Test
    void onlyWhatStandsInTheBufferIsRead() {
        var octets =
                ByteBuffer.wrap(
                        "XReceived: by x\r\nReceived: by y\r\n"
                                .getBytes(StandardCharsets.US_ASCII));
        octets.position(1).limit(17);
        assertThat(TraceFields.read(octets, 9)).extracting(Received::by).containsExactly("x");
        assertThat(octets.position()).isEqualTo(1);
    }
}
