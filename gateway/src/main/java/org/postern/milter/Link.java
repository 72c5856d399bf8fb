package org.postern.milter;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import jdk.net.ExtendedSocketOptions;
import org.postern.listen.Connection;
import org.postern.mail.milter.Packet;
import org.postern.mail.milter.PacketReader;

/// One connection, packet by packet. For one thread, but for [#close].
final class Link implements AutoCloseable {
    private final Connection connection;
    private final PacketReader reader;

    Link(Connection connection, MilterSettings settings) {
        this.connection = connection;
        this.reader =
                new PacketReader(
                        new Acknowledged(connection.arriving(this::hasBegun)),
                        settings.limits().packet());
    }

    private boolean hasBegun() {
        return reader.hasBegun();
    }

    Connection connection() {
        return connection;
    }

    /// The numeric address of a peer, or the name of the socket that it came by.
    String peer() {
        return connection.peer();
    }

    /// The next packet.
    ///
    /// @throws SocketTimeoutException it took too long
    Packet read() throws IOException {
        connection.next(reader.hasBegun());
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
        connection.write(octets);
    }

    /// May be called by another thread.
    @Override
    public void close() {
        connection.close();
    }

    /// Sendmail writes in small pieces, each of which waits until the one before is acknowledged. The kernel does that 40 ms
    /// later by itself, which made a thousand recipients take 46 seconds.
    private final class Acknowledged extends FilterInputStream {
        private final boolean canBe =
                connection
                        .channel()
                        .supportedOptions()
                        .contains(ExtendedSocketOptions.TCP_QUICKACK);

        private Acknowledged(InputStream from) {
            super(from);
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            if (canBe) {
                connection.channel().setOption(ExtendedSocketOptions.TCP_QUICKACK, true);
            }
            return super.read(into, offset, length);
        }
    }
}
