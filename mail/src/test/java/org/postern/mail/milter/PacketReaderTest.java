package org.postern.mail.milter;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class PacketReaderTest {
    private static final int MOST = 100_000;

    private static PacketReader reader(byte[] octets) {
        return new PacketReader(new ByteArrayInputStream(octets), MOST);
    }

    @Test
    void packetsComeOneByOneHoweverTheyArrive() throws IOException {
        String body = "x".repeat(70_000);
        byte[] all =
                ServerPackets.all(
                        new MilterCommand.Data(),
                        new MilterCommand.Body(body),
                        new MilterCommand.EndOfMessage(""));
        var single = new ByteArrayInputStream(all);
        InputStream drops =
                new InputStream() {
                    @Override
                    public int read() {
                        return single.read();
                    }

                    @Override
                    public int read(byte[] into, int offset, int length) {
                        return single.read(into, offset, Math.min(length, 1));
                    }
                };
        for (InputStream from : new InputStream[] {new ByteArrayInputStream(all), drops}) {
            var reader = new PacketReader(from, MOST);
            assertThat(reader.read()).isEqualTo(new Packet.Complete('T', ""));
            assertThat(reader.read()).isEqualTo(new Packet.Complete('B', body));
            assertThat(reader.read()).isEqualTo(new Packet.Complete('E', ""));
            assertThat(reader.hasBegun()).isFalse();
            reader.rest();
            assertThat(reader.read()).isEqualTo(new Packet.Closed());
        }
    }

    @Test
    void aPacketWithoutACommandIsNone() throws IOException {
        assertThat(reader(new byte[4]).read()).isInstanceOf(Packet.Malformed.class);
    }

    @Test
    void noMoreThanTheLimitIsTaken() throws IOException {
        byte[] most = ServerPackets.packet("B" + "x".repeat(MOST - 1));
        byte[] more = ServerPackets.packet("B" + "x".repeat(MOST));
        assertThat(reader(most).read()).isInstanceOf(Packet.Complete.class);
        assertThat(reader(more).read()).isInstanceOf(Packet.Malformed.class);
        byte[] negative = ServerPackets.octets("\u00ff\u00ff\u00ff\u00ffB");
        assertThat(reader(negative).read()).isInstanceOf(Packet.Malformed.class);
    }

    @Test
    void anEndInsideAPacketIsNotAnEnd() throws IOException {
        byte[] whole = ServerPackets.packet("Hexample.org\0");
        for (int length = 1; length < whole.length; length++) {
            assertThat(reader(Arrays.copyOf(whole, length)).read())
                    .isInstanceOf(Packet.Malformed.class);
        }
    }

    /// A reader that believed the length would ask for all of it at once.
    @Test
    void memoryGrowsWithWhatArrivedAndNotWithWhatWasAnnounced() throws IOException {
        var asked = new int[1];
        byte[] announced = ServerPackets.octets(ServerPackets.number(1 << 30) + "B");
        var stream =
                new InputStream() {
                    private int at;

                    @Override
                    public int read() {
                        return at < announced.length ? announced[at++] & 0xff : -1;
                    }

                    @Override
                    public int read(byte[] into, int offset, int length) {
                        asked[0] = Math.max(asked[0], into.length);
                        int octet = read();
                        if (octet < 0) {
                            return -1;
                        }
                        into[offset] = (byte) octet;
                        return 1;
                    }
                };
        Packet packet = new PacketReader(stream, Integer.MAX_VALUE - 8).read();
        assertThat(packet).isInstanceOf(Packet.Malformed.class);
        assertThat(asked[0]).isLessThanOrEqualTo(8 * 1024);
    }
}
