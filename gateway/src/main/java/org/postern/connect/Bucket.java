package org.postern.connect;

/// A rate: at most so many in a minute, evenly refilled, all of them at once if need be.
final class Bucket {
    private static final double NANOS_PER_MINUTE = 60e9;

    private final int perMinute;
    private double left;
    private long filledAt;

    Bucket(int perMinute, long now) {
        this.perMinute = perMinute;
        this.left = perMinute;
        this.filledAt = now;
    }

    synchronized boolean take(long now) {
        left = Math.min(perMinute, left + (now - filledAt) * (perMinute / NANOS_PER_MINUTE));
        filledAt = now;
        if (left < 1) {
            return false;
        }
        left--;
        return true;
    }
}
