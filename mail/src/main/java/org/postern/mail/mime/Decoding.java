package org.postern.mail.mime;

import java.util.Arrays;

/// The octets of a body with its transfer encoding undone, block by block. Whatever stands there decodes to something.
public abstract sealed class Decoding
        permits PlainDecoding, Base64Decoding, QuotedPrintableDecoding, UuDecoding {
    /// How a faulty base64 body is read.
    public enum Leniency {
        /// Junk is skipped, padding ends a group and decoding goes on behind it.
        RUN_ON,
        /// The first padding or junk ends the body.
        STOP,
        /// Each line is decoded for itself.
        LINE_BY_LINE,
        /// As `RUN_ON`, with `-` and `_` as the last two letters of the alphabet.
        URL_ALPHABET
    }

    private static final int BLOCK = 4096;

    private final Octets octets;
    private final int end;
    private final byte[] block;
    private int blockAt;
    private int blockFrom;
    private int blockSize;

    private byte[] ready = new byte[BLOCK];
    private int readyFrom;
    private int readyTo;

    Decoding(Octets octets, Span span) {
        this.octets = octets;
        this.blockAt = span.from();
        this.end = span.to();
        this.block = new byte[Math.min(BLOCK, span.length())];
    }

    static Decoding of(Octets octets, Span span, TransferEncoding encoding, Leniency leniency) {
        return switch (encoding) {
            case IDENTITY, UNKNOWN -> new PlainDecoding(octets, span);
            case BASE64 -> new Base64Decoding(octets, span, leniency);
            case QUOTED_PRINTABLE -> new QuotedPrintableDecoding(octets, span);
            case UUENCODE -> new UuDecoding(octets, span);
        };
    }

    /// Reads some decoded octets; returns how many, at least one, or -1 at the end.
    public final int read(byte[] into, int offset, int length) {
        if (length == 0) {
            return 0;
        }
        if (readyFrom == readyTo) {
            readyFrom = 0;
            readyTo = 0;
            decode(BLOCK - 64);
            if (readyTo == 0) {
                return -1;
            }
        }
        int count = Math.min(length, readyTo - readyFrom);
        System.arraycopy(ready, readyFrom, into, offset, count);
        readyFrom += count;
        return count;
    }

    /// All that is left, up to `limit` octets.
    public final byte[] all(int limit) {
        byte[] result = new byte[Math.min(limit, Math.max(16, end - blockAt + blockSize))];
        int size = 0;
        while (size < limit) {
            if (size == result.length) {
                result = Arrays.copyOf(result, (int) Math.min(limit, size * 2L));
            }
            int count = read(result, size, result.length - size);
            if (count < 0) {
                break;
            }
            size += count;
        }
        return size == result.length ? result : Arrays.copyOf(result, size);
    }

    /// Decodes until `enough` octets are [#put], or a few more, or the input ends.
    abstract void decode(int enough);

    /// The next octet of the input, or -1 at its end.
    final int next() {
        if (blockFrom == blockSize && !refill()) {
            return -1;
        }
        return block[blockFrom++] & 0xff;
    }

    private boolean refill() {
        blockSize = Math.min(block.length, end - blockAt);
        blockFrom = 0;
        if (blockSize <= 0) {
            blockSize = 0;
            return false;
        }
        octets.copy(blockAt, block, 0, blockSize);
        blockAt += blockSize;
        return true;
    }

    /// The octet `ahead` places after the next one, without taking it, or -1.
    final int peek(int ahead) {
        int index = blockFrom + ahead;
        if (index < blockSize) {
            return block[index] & 0xff;
        }
        int at = blockAt + index - blockSize;
        return at < end ? octets.at(at) & 0xff : -1;
    }

    /// Passes over `count` octets of the input.
    final void skip(int count) {
        for (int i = 0; i < count; i++) {
            next();
        }
    }

    /// How many octets are decoded and not yet read.
    final int size() {
        return readyTo;
    }

    final void put(int octet) {
        if (readyTo == ready.length) {
            ready = Arrays.copyOf(ready, ready.length * 2);
        }
        ready[readyTo++] = (byte) octet;
    }
}
