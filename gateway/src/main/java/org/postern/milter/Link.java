package org.postern.milter;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import jdk.net.ExtendedSocketOptions;
import org.postern.journey.Client;
import org.postern.mail.milter.Packet;
import org.postern.mail.milter.PacketReader;

/// One connection with its time limits. Every wait is ended by [#watch], which another thread calls again and again: the
/// sockets of this machine know no limits of their own. Otherwise for one thread.
final class Link implements AutoCloseable {
    private final SocketChannel channel;
    private final boolean acknowledges;
    private final MilterSettings.Times times;
    private final PacketReader reader;
    private final String peer;

    /// When the packet that began has to be whole, in nanoseconds; 0 where none began.
    private long packetEnd;

    /// When the connection is closed from outside, in nanoseconds; 0 for never.
    private volatile long closeAt;

    private volatile boolean overdue;

    Link(SocketChannel channel, String peer, MilterSettings settings) {
        this.channel = channel;
        this.acknowledges = channel.supportedOptions().contains(ExtendedSocketOptions.TCP_QUICKACK);
        this.times = settings.times();
        this.peer = peer;
        this.reader = new PacketReader(new Waiting(), settings.limits().packet());
    }

    /// The numeric address of a peer, or the name of the socket that it came by.
    static String peer(SocketChannel channel, String listener) throws IOException {
        return channel.getRemoteAddress() instanceof InetSocketAddress address
                ? Client.numeric(address)
                : listener;
    }

    String peer() {
        return peer;
    }

    /// The next packet.
    ///
    /// @throws SocketTimeoutException it took too long
    Packet read() throws IOException {
        packetEnd = reader.hasBegun() ? moment(times.packet()) : 0;
        return reader.read();
    }

    /// Gives back what a long message took.
    void rest() {
        reader.rest();
    }

    /// Writes octets, all at once.
    ///
    /// @throws SocketTimeoutException the peer does not take them
    void write(byte[] octets) throws IOException {
        closeAt = moment(times.write());
        try {
            ByteBuffer left = ByteBuffer.wrap(octets);
            while (left.hasRemaining()) {
                channel.write(left);
            }
        } catch (ClosedChannelException e) {
            throw ended(e);
        } finally {
            closeAt = 0;
        }
    }

    /// Ends the wait of the connection if it took too long. Called by another thread.
    void watch(long now) {
        long at = closeAt;
        if (at != 0 && now - at > 0) {
            overdue = true;
            close();
        }
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

    private int read(byte[] into, int offset, int length) throws IOException {
        if (packetEnd == 0 && reader.hasBegun()) {
            packetEnd = moment(times.packet());
        }
        closeAt = packetEnd == 0 ? moment(times.idle()) : packetEnd;
        try {
            if (acknowledges) {
                // Sendmail writes in small pieces, each of which waits until the one before is
                // acknowledged. The kernel does
                // that 40 ms later by itself, which made a thousand recipients take 46 seconds.
                channel.setOption(ExtendedSocketOptions.TCP_QUICKACK, true);
            }
            return channel.read(ByteBuffer.wrap(into, offset, length));
        } catch (ClosedChannelException e) {
            throw ended(e);
        } finally {
            closeAt = 0;
        }
    }

    private final class Waiting extends InputStream {
        private final byte[] one = new byte[1];

        @Override
        public int read() throws IOException {
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            return Link.this.read(into, offset, length);
        }
    }
}
