package org.postern.mail.mime;

import java.util.Arrays;

/// Base64 (RFC 2045 §6.8), read past its faults.
final class Base64Decoding extends Decoding {
    private static final byte[] VALUES = values();

    private final Leniency leniency;
    private int bits;
    private int letters;
    private boolean ended;

    Base64Decoding(Octets octets, Span span, Leniency leniency) {
        super(octets, span);
        this.leniency = leniency;
    }

    /// The six bits of a letter of the alphabet, or -1.
    static int value(int octet) {
        return VALUES[octet & 0xff];
    }

    @Override
    void decode(int enough) {
        while (size() < enough && !ended) {
            int octet = next();
            int value = octet < 0 ? -1 : VALUES[octet];
            if (value < 0 && leniency == Leniency.URL_ALPHABET) {
                value = octet == '-' ? 62 : octet == '_' ? 63 : -1;
            }
            if (value >= 0) {
                letter(value);
            } else {
                other(octet);
            }
        }
    }

    private void letter(int value) {
        bits = bits << 6 | value;
        if (++letters == 4) {
            put(bits >> 16);
            put(bits >> 8);
            put(bits);
            letters = 0;
            bits = 0;
        }
    }

    private void other(int octet) {
        boolean blank = octet == ' ' || octet == '\t' || octet == '\r' || octet == '\n';
        if (octet < 0 || leniency == Leniency.STOP && !blank) {
            flush();
            ended = true;
        } else if (octet == '=' || octet == '\n' && leniency == Leniency.LINE_BY_LINE) {
            flush();
        }
    }

    /// Ends a group early: two letters are one octet, three are two.
    private void flush() {
        if (letters >= 2) {
            put(letters == 2 ? bits >> 4 : bits >> 10);
        }
        if (letters == 3) {
            put(bits >> 2);
        }
        letters = 0;
        bits = 0;
    }

    private static byte[] values() {
        byte[] values = new byte[256];
        Arrays.fill(values, (byte) -1);
        String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        for (int i = 0; i < alphabet.length(); i++) {
            values[alphabet.charAt(i)] = (byte) i;
        }
        return values;
    }
}
