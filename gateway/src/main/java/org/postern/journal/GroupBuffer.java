package org.postern.journal;

import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Records of one group, one behind the other, for one write. For one thread.
final class GroupBuffer extends OutputStream {
    private static final int KEPT = 4 << 20;

    private byte[] octets = new byte[64 << 10];
    private int size;
    private final List<Place> places = new ArrayList<>();

    /// Adds an event; false, and nothing is added, if it is larger than a record may be.
    boolean add(Event event) {
        int at = size;
        grow(Frames.HEADER);
        size += Frames.HEADER;
        EventJson.write(event, this);
        int length = size - at - Frames.HEADER;
        if (length > Frames.MAX_PAYLOAD) {
            size = at;
            return false;
        }
        Frames.seal(octets, at, length);
        places.add(new Place(at, size - at, event));
        return true;
    }

    /// Where each record begins, and how long it is.
    record Place(int from, int length, Event event) {}

    List<Place> places() {
        return places;
    }

    int size() {
        return size;
    }

    /// Drops what was added behind a point.
    void cut(int to) {
        size = to;
    }

    ByteBuffer all() {
        return ByteBuffer.wrap(octets, 0, size);
    }

    /// Empties the buffer; memory that only a large group needed is given back.
    void clear() {
        size = 0;
        places.clear();
        if (octets.length > KEPT) {
            octets = new byte[64 << 10];
        }
    }

    @Override
    public void write(int octet) {
        grow(1);
        octets[size++] = (byte) octet;
    }

    @Override
    public void write(byte[] source, int from, int length) {
        grow(length);
        System.arraycopy(source, from, octets, size, length);
        size += length;
    }

    private void grow(int more) {
        if (octets.length - size < more) {
            octets = Arrays.copyOf(octets, Math.max(octets.length * 2, size + more));
        }
    }
}
