package org.postern.mail.mime;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Random;

/// Well-formed mail of random shape, from a seed.
final class MailGenerator {
    private final Random random;
    private int boundaries;

    MailGenerator(long seed) {
        random = new Random(seed);
    }

    byte[] mail() {
        return ("From: anna@example.org\r\nSubject: generated\r\nMIME-Version: 1.0\r\n" + entity(0))
                .getBytes(StandardCharsets.ISO_8859_1);
    }

    private String entity(int depth) {
        int kind = random.nextInt(depth > 4 ? 4 : 7);
        return switch (kind) {
            case 0 -> "Content-Type: text/plain; charset=us-ascii\r\n\r\n" + text();
            case 1 ->
                    "Content-Transfer-Encoding: base64\r\nContent-Type: application/octet-stream;\r\n name=\"f.bin\"\r\n\r\n"
                            + base64();
            case 2 ->
                    "Content-Type: text/html\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\na=3Db=\r\nc"
                            + text();
            case 3 -> "\r\n" + text();
            case 4 ->
                    "Content-Type: message/rfc822\r\n\r\nSubject: inner\r\nMIME-Version: 1.0\r\n"
                            + entity(depth + 1);
            default -> multipart(depth);
        };
    }

    private String multipart(int depth) {
        String boundary = (random.nextBoolean() ? "----=_Part_" : "b") + "." + boundaries++ + "_";
        String subtype = random.nextBoolean() ? "mixed" : "alternative";
        var text =
                new StringBuilder(
                        "Content-Type: multipart/"
                                + subtype
                                + ";\r\n\tboundary=\""
                                + boundary
                                + "\"\r\n\r\n");
        if (random.nextBoolean()) {
            text.append("A preamble.\r\n");
        }
        int count = 1 + random.nextInt(4);
        for (int i = 0; i < count; i++) {
            text.append("--").append(boundary).append(random.nextInt(5) == 0 ? " \r\n" : "\r\n");
            text.append(entity(depth + 1)).append("\r\n");
        }
        text.append("--").append(boundary).append("--\r\n");
        return random.nextBoolean()
                ? text.append("\r\nAn epilogue.\r\n").toString()
                : text.toString();
    }

    private String text() {
        var text = new StringBuilder();
        int lines = random.nextInt(5);
        for (int i = 0; i < lines; i++) {
            text.append(random.nextBoolean() ? "-- some text" : "--")
                    .append(" ".repeat(random.nextInt(2)))
                    .append("x\r\n");
        }
        return text.toString();
    }

    private String base64() {
        byte[] octets = new byte[random.nextInt(300)];
        random.nextBytes(octets);
        return Base64.getMimeEncoder().encodeToString(octets) + "\r\n";
    }
}
