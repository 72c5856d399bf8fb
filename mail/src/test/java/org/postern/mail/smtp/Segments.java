package org.postern.mail.smtp;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.random.RandomGenerator;

/// A stream whose octets arrive in segments, as those of a network do: no read goes beyond a segment, and only the rest
/// of a segment that has begun counts as available.
final class Segments extends InputStream {
    private final Queue<byte[]> waiting;
    private byte[] current = new byte[0];
    private int at;

    Segments(List<byte[]> segments) {
        this.waiting = new ArrayDeque<>(segments);
    }

    static Segments of(String... segments) {
        return new Segments(Arrays.stream(segments).map(Segments::octets).toList());
    }

    static byte[] octets(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    /// The octets in two segments, the first of a given length.
    static Segments splitAt(byte[] all, int at) {
        return new Segments(
                List.of(Arrays.copyOfRange(all, 0, at), Arrays.copyOfRange(all, at, all.length)));
    }

    static Segments randomly(byte[] all, RandomGenerator random) {
        var parts = new java.util.ArrayList<byte[]>();
        for (int i = 0; i < all.length; ) {
            int end =
                    Math.min(
                            all.length, i + 1 + random.nextInt(random.nextInt(10) == 0 ? 3000 : 5));
            parts.add(Arrays.copyOfRange(all, i, end));
            i = end;
        }
        return new Segments(parts);
    }

    private boolean advance() {
        while (at == current.length && !waiting.isEmpty()) {
            current = waiting.remove();
            at = 0;
        }
        return at < current.length;
    }

    @Override
    public int read() {
        return advance() ? current[at++] & 0xff : -1;
    }

    @Override
    public int read(byte[] to, int offset, int length) {
        if (!advance()) {
            return -1;
        }
        int count = Math.min(length, current.length - at);
        System.arraycopy(current, at, to, offset, count);
        at += count;
        return count;
    }

    @Override
    public int available() {
        return current.length - at;
    }
}
