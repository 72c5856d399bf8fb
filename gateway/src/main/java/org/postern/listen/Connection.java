package org.postern.listen;

import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/// One connection with its time limits. Every wait is ended by [#watch], which another thread calls again and again: the
/// sockets of this machine know no limits of their own. Reading and writing are for one thread each.
public final class Connection implements AutoCloseable {
    private final SocketChannel channel;
    private final String peer;
    private final Times times;

    /// When what began to arrive has to be whole, in nanoseconds; 0 where nothing began. For the thread that reads.
    private long wholeAt;

    /// When the connection is closed from outside, in nanoseconds; 0 for never.
    private volatile long readUntil;

    private volatile long writeUntil;
    private volatile boolean overdue;

    /// How long a peer may take.
    ///
    /// @param idle longest silence
    /// @param whole for something that began to arrive
    /// @param write longest wait for a peer to take an answer
    public record Times(Duration idle, Duration whole, Duration write) {}

    Connection(SocketChannel channel, String peer, Times times) {
        this.channel = channel;
        this.peer = peer;
        this.times = times;
    }

    /// The numeric address of the peer, or the name of the socket that it came by.
    public String peer() {
        return peer;
    }

    /// For options of the socket.
    public SocketChannel channel() {
        return channel;
    }

    /// What arrives.
    ///
    /// @param begun whether a part of what is wanted is here already
    public InputStream arriving(BooleanSupplier begun) {
        return new Waiting(begun);
    }

    /// What is read from here on is something new.
    ///
    /// @param begun whether a part of it is here already
    public void next(boolean begun) {
        wholeAt = begun ? moment(times.whole()) : 0;
    }

    /// Writes octets, all at once.
    ///
    /// @throws SocketTimeoutException the peer does not take them
    public void write(byte[] octets) throws IOException {
        writeUntil = moment(times.write());
        try {
            ByteBuffer left = ByteBuffer.wrap(octets);
            while (left.hasRemaining()) {
                channel.write(left);
            }
        } catch (ClosedChannelException e) {
            throw ended(e);
        } finally {
            writeUntil = 0;
        }
    }

    /// Ends a wait that took too long. Called by another thread.
    void watch(long now) {
        if (isOver(readUntil, now) || isOver(writeUntil, now)) {
            overdue = true;
            close();
        }
    }

    private static boolean isOver(long at, long now) {
        return at != 0 && now - at > 0;
    }

    /// May be called by another thread.
    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException _) {
            // Nothing can be done about it, and nothing depends on it.
        }
    }

    private IOException ended(ClosedChannelException e) {
        return overdue ? new SocketTimeoutException("no time left") : e;
    }

    /// A moment to come, never 0.
    private static long moment(Duration time) {
        long at = System.nanoTime() + time.toNanos();
        return at == 0 ? 1 : at;
    }

    private final class Waiting extends InputStream {
        private final byte[] one = new byte[1];
        private final BooleanSupplier begun;

        private Waiting(BooleanSupplier begun) {
            this.begun = begun;
        }

        @Override
        public int read() throws IOException {
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            if (wholeAt == 0 && begun.getAsBoolean()) {
                wholeAt = moment(times.whole());
            }
            readUntil = wholeAt == 0 ? moment(times.idle()) : wholeAt;
            try {
                return channel.read(ByteBuffer.wrap(into, offset, length));
            } catch (ClosedChannelException e) {
                throw ended(e);
            } finally {
                readUntil = 0;
            }
        }
    }
}
