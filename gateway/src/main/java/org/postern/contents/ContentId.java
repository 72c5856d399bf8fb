package org.postern.contents;

import java.time.Instant;
import java.util.UUID;

/// The name of a stored item: a UUID of version 7, which tells the instant of its making and so the day it is stored
/// under.
public record ContentId(UUID uuid) {
    public ContentId {
        if (uuid.version() != 7) {
            throw new IllegalArgumentException("not an id of a stored item: " + uuid);
        }
    }

    /// A new id for an item stored now, from two words of chance.
    static ContentId at(Instant now, long high, long low) {
        long time = now.toEpochMilli() << 16;
        return new ContentId(
                new UUID(time | 0x7000 | high & 0xfff, low & 0x3fffffffffffffffL | Long.MIN_VALUE));
    }

    /// When the item was stored, in milliseconds.
    public Instant instant() {
        return Instant.ofEpochMilli(uuid.getMostSignificantBits() >>> 16);
    }

    @Override
    public String toString() {
        return uuid.toString();
    }
}
