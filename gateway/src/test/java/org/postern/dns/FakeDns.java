package org.postern.dns;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;

/// A resolver on loopback that says what a test wants.
public final class FakeDns implements AutoCloseable {

    /// What it says to a question.
    @FunctionalInterface
    public interface Script {
        /// @return empty for silence
        List<byte[]> answers(Message question) throws IOException;
    }

    private final DatagramSocket socket =
            new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    private final AtomicInteger questions = new AtomicInteger();
    private final Script script;

    public FakeDns(Script script) throws IOException {
        this.script = script;
        Thread.ofPlatform().daemon().name("fake-dns").start(this::run);
    }

    /// A well-formed answer.
    public static byte[] answer(Message question, int rcode, Record... records) {
        var answer = new Message(question.getHeader().getID());
        answer.getHeader().setFlag(Flags.QR);
        answer.getHeader().setFlag(Flags.RA);
        answer.getHeader().setRcode(rcode);
        answer.addRecord(question.getQuestion(), Section.QUESTION);
        Arrays.stream(records).forEach(it -> answer.addRecord(it, Section.ANSWER));
        return answer.toWire();
    }

    public InetSocketAddress address() {
        return (InetSocketAddress) socket.getLocalSocketAddress();
    }

    public int questions() {
        return questions.get();
    }

    private void run() {
        byte[] room = new byte[4096];
        while (!socket.isClosed()) {
            try {
                var packet = new DatagramPacket(room, room.length);
                socket.receive(packet);
                questions.incrementAndGet();
                var question = new Message(Arrays.copyOf(room, packet.getLength()));
                for (byte[] answer : script.answers(question)) {
                    socket.send(
                            new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
                }
            } catch (IOException _) {
                // Closed, or a question that is none.
            }
        }
    }

    @Override
    public void close() {
        socket.close();
    }
}
