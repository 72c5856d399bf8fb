package org.postern.mail.mime;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Every repetition ends at a limit with a name, and the work grows as the mail does; work is counted, not timed.
final class LimitsTest {
    private static final MimeLimits WIDE =
            new MimeLimits(
                    250,
                    Integer.MAX_VALUE,
                    Integer.MAX_VALUE,
                    Integer.MAX_VALUE,
                    Integer.MAX_VALUE,
                    Integer.MAX_VALUE,
                    Integer.MAX_VALUE,
                    Integer.MAX_VALUE);

    private static String attack(String name, int n) {
        String mixed = "MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b";
        return switch (name) {
            case "addresses" -> "To: " + "a@example.org, ".repeat(n) + "\r\n\r\nx\r\n";
            case "address-fields" -> "To: a@example.org\r\n".repeat(n) + "\r\nx\r\n";
            case "received" ->
                    "Received: from a by b; Sat, 21 Nov 2026 10:00:00 +0000\r\n".repeat(n)
                            + "\r\nx\r\n";
            case "long-field" -> "Subject: " + "x".repeat(n * 20) + "\r\n\r\nx\r\n";
            case "big-fields" -> ("X-Big: " + "x".repeat(2_000) + "\r\n").repeat(n) + "\r\nx\r\n";
            case "folds" -> "Subject: x\r\n" + " folded\r\n".repeat(n) + "\r\nx\r\n";
            case "no-colon" -> "no colon here\r\n".repeat(n) + "\r\nx\r\n";
            case "parameters" -> "Content-Type: text/plain" + "; a=b".repeat(n) + "\r\n\r\nx\r\n";
            case "continuations" -> {
                var text = new StringBuilder("Content-Type: multipart/mixed");
                for (int i = 0; i < n; i++) {
                    text.append("; boundary*").append(i).append("=b");
                }
                yield text + "\r\n\r\nx\r\n";
            }
            case "boundary" -> mixed + "b".repeat(n * 10) + "\r\n\r\nx\r\n";
            case "siblings" -> mixed + "\r\n\r\n" + "--b\r\n\r\n".repeat(n) + "--b--\r\n";
            case "ends" -> mixed + "\r\n\r\n--b\r\n\r\n" + "--b--\r\n".repeat(n);
            case "dashes" ->
                    mixed + "\r\n\r\n--b\r\n\r\n" + "--\r\n--b-\r\n".repeat(n) + "--b--\r\n";
            case "nested-mails" -> "Content-Type: message/rfc822\r\n\r\n".repeat(n) + "x\r\n";
            case "nested-multiparts" -> nested(n);
            case "comments" -> "Content-Type: text/plain; " + "(".repeat(n * 5) + "\r\n\r\nx\r\n";
            case "comment-pairs" ->
                    "Content-Type: text/plain" + "; a=(x)".repeat(n) + "\r\n\r\nx\r\n";
            case "base64" -> "Content-Transfer-Encoding: base64\r\n\r\n" + "QUJD=\r\n".repeat(n);
            case "quoted-printable" ->
                    "Content-Transfer-Encoding: quoted-printable\r\n\r\n" + "=  =3D=\r\n".repeat(n);
            default -> throw new IllegalArgumentException(name);
        };
    }

    private static String nested(int n) {
        var text = new StringBuilder("MIME-Version: 1.0\r\n");
        for (int i = 0; i < n; i++) {
            text.append("Content-Type: multipart/mixed; boundary=b")
                    .append(i)
                    .append("\r\n\r\n--b")
                    .append(i)
                    .append("\r\n");
        }
        return text + "\r\nx\r\n";
    }

    private static Structure read(String message) {
        return Inspect.read(message.getBytes(StandardCharsets.ISO_8859_1), MimeLimits.DEFAULT);
    }

    @ParameterizedTest
    @CsvSource({
        "addresses, 100000, fieldOctets",
        "received, 100000, headerFields",
        "big-fields, 1000, headerOctets",
        "long-field, 500000, fieldOctets",
        "folds, 100000, fieldOctets",
        "address-fields, 2000, headerFields",
        "parameters, 10000, parameters",
        "continuations, 1000, parameters",
        "boundary, 100000, fieldOctets",
        "boundary, 1000, boundaryOctets",
        "siblings, 100000, parts",
        "nested-mails, 10000, depth",
        "nested-multiparts, 10000, depth",
    })
    void d12_repetitionsEndAtANamedLimit(String name, int n, String limit) {
        Structure structure = read(attack(name, n));
        assertThat(structure.limit())
                .hasValueSatisfying(it -> assertThat(it.name()).isEqualTo(limit));
        assertThat(structure.parts()).hasSizeLessThanOrEqualTo(MimeLimits.DEFAULT.parts());
    }

    @Test
    void d12_addressesHaveALimitOfTheirOwn() {
        var limits = new MimeLimits(10, 10, 100_000, 10, 100_000, 10, 70, 100);
        byte[] message = attack("addresses", 101).getBytes(StandardCharsets.ISO_8859_1);
        assertThat(Inspect.read(message, limits).limit())
                .hasValueSatisfying(it -> assertThat(it.name()).isEqualTo("addresses"));
    }

    @ParameterizedTest
    @CsvSource({
        "addresses",
        "address-fields",
        "received",
        "long-field",
        "folds",
        "no-colon",
        "boundary",
        "siblings",
        "ends",
        "dashes",
        "base64",
        "quoted-printable",
    })
    void d12_f5_theWorkDoublesWhenTheMailDoes(String name) {
        IntFunction<Long> steps =
                n -> {
                    byte[] message = attack(name, n).getBytes(StandardCharsets.ISO_8859_1);
                    var walk = new Walk(new Octets(ByteBuffer.wrap(message)), WIDE);
                    walk.read();
                    return walk.steps();
                };
        long once = steps.apply(2_000);
        long twice = steps.apply(4_000);
        assertThat(once).isGreaterThan(2_000);
        assertThat(twice).isLessThanOrEqualTo(once * 22 / 10);
    }

    @Test
    void d12_theWorkOfNestedMailIsBoundedByDepth() {
        byte[] message =
                (nested(99) + "--b\r\n".repeat(10_000)).getBytes(StandardCharsets.ISO_8859_1);
        var walk = new Walk(new Octets(ByteBuffer.wrap(message)), MimeLimits.DEFAULT);
        walk.read();
        assertThat(walk.steps()).isLessThan(message.length * 100L);
    }

    @ParameterizedTest
    @CsvSource({
        "addresses",
        "folds",
        "comments",
        "comment-pairs",
        "continuations",
        "parameters",
        "nested-mails",
        "received",
    })
    void d12_whatIsDecodedLaterIsBoundedToo(String name) {
        Structure structure = read(attack(name, 5_000));
        for (Part part : structure.parts()) {
            part.fileNames();
            part.header().fields().forEach(HeaderField::text);
            assertThat(structure.text(part, 1_000).length()).isLessThanOrEqualTo(1_000);
        }
    }
}
