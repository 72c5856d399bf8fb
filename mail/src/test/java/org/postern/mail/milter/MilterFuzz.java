package org.postern.mail.milter;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.postern.mail.smtp.Reply;

/// Any octets as what a mail server says, and any texts as what it is told.
class MilterFuzz {
    private static final MilterLimits LIMITS = new MilterLimits(2000, 5, 300, 5, 500, 3, 300);

    /// However the octets arrive, the same packets come out, none above its limit; and every command that is read is
    /// read again from what it is written as.
    @FuzzTest(maxDuration = "10m")
    void everyPacketIsACommandOrEndsTheConnection(byte[] octets) throws IOException {
        List<Packet> whole = packets(new ByteArrayInputStream(octets));
        int middle = octets.length / 2;
        List<Packet> cut =
                packets(
                        new SequenceInputStream(
                                new ByteArrayInputStream(Arrays.copyOf(octets, middle)),
                                new ByteArrayInputStream(
                                        Arrays.copyOfRange(octets, middle, octets.length))));
        require(whole.equals(cut), "other packets in pieces");
        var reader = new CommandReader(LIMITS);
        for (Packet packet : whole) {
            if (packet instanceof Packet.Complete complete) {
                require(complete.content().length() < LIMITS.packet(), "a packet too long");
                MilterCommand command = reader.read(complete);
                byte[] again = ServerPackets.encode(command);
                require(
                        command instanceof MilterCommand.Malformed
                                || packets(new ByteArrayInputStream(again)).getFirst()
                                                instanceof Packet.Complete second
                                        && reader.read(second).equals(command),
                        "not read again: " + command);
            }
        }
    }

    private static List<Packet> packets(java.io.InputStream from) throws IOException {
        var reader = new PacketReader(from, LIMITS.packet());
        var packets = new ArrayList<Packet>();
        while (true) {
            Packet packet = reader.read();
            packets.add(packet);
            if (!(packet instanceof Packet.Complete)) {
                return packets;
            }
        }
    }

    /// Whole dialogues; each line of the input is a command, `|` stands for NUL. What is looked at is exactly what was said
    /// since MAIL, and nothing of it is missing.
    @FuzzTest(maxDuration = "10m")
    void noHalfMessageIsLookedAt(byte[] octets) {
        var dialogue =
                new Dialogue(LIMITS)
                        .play(
                                new MilterCommand.Negotiate(
                                        6, Dialogue.NEW_ABILITIES, Dialogue.NEW_TRAITS));
        var reader = new CommandReader(LIMITS);
        var expected = new StringBuilder();
        var text = new String(octets, StandardCharsets.ISO_8859_1);
        for (String line : text.split("\n", -1)) {
            if (line.isEmpty()) {
                continue;
            }
            String content = line.substring(1).replace('|', '\0');
            MilterCommand command = reader.read(new Packet.Complete(line.charAt(0), content));
            int before = dialogue.messages.size();
            boolean wasClosed = dialogue.state instanceof MilterState.Closed;
            dialogue.play(command);
            switch (command) {
                case MilterCommand.Mail _, MilterCommand.Abort _, MilterCommand.NextClient _ ->
                        expected.setLength(0);
                case MilterCommand.Header(String name, String value) ->
                        expected.append(name).append(':').append(value).append("\r\n");
                case MilterCommand.EndOfHeaders _ -> expected.append("\r\n");
                case MilterCommand.Body(String piece) -> expected.append(piece);
                case MilterCommand.EndOfMessage(String piece) -> {
                    expected.append(piece);
                    if (!wasClosed && dialogue.messages.size() > before) {
                        check(dialogue, expected.toString());
                    }
                }
                case MilterCommand.Negotiate _,
                        MilterCommand.Macro _,
                        MilterCommand.Connect _,
                        MilterCommand.Hello _,
                        MilterCommand.Recipient _,
                        MilterCommand.Data _,
                        MilterCommand.Quit _,
                        MilterCommand.Unknown _,
                        MilterCommand.Malformed _ -> {}
            }
            require(
                    !(command instanceof MilterCommand.Malformed)
                            || dialogue.state instanceof MilterState.Closed,
                    "went on behind what was malformed");
        }
    }

    private static void check(Dialogue dialogue, String expected) {
        require(dialogue.messages.getLast().equals(expected), "another message than was said");
        int recipients = dialogue.envelopes.getLast().size() - 1;
        require(recipients > 0 && recipients <= LIMITS.recipients(), recipients + " recipients");
        require(
                dialogue.envelopes.getLast().stream()
                        .noneMatch(it -> it.getFirst().startsWith("<bad")),
                "a refused sender or recipient");
    }

    /// Whatever texts are told, it is one packet with as many texts, or refused before it is written.
    @FuzzTest(maxDuration = "10m")
    void everyReplyIsOnePacket(FuzzedDataProvider data) throws IOException {
        MilterReply reply;
        int texts;
        try {
            int kind = data.consumeInt(0, 6);
            String first = data.consumeString(100);
            String second = data.consumeString(100);
            texts = kind == 0 || kind == 1 || kind == 2 || kind == 3 ? 2 : 1;
            reply =
                    switch (kind) {
                        case 0 -> new MilterReply.AddHeader(first, second);
                        case 1 -> new MilterReply.InsertHeader(0x0101_0101, first, second);
                        case 2 -> new MilterReply.ChangeHeader(0x7f7f_7f7f, first, second);
                        case 3 -> new MilterReply.AddRecipientWith(first, second);
                        case 4 -> new MilterReply.DeleteRecipient(first);
                        case 5 -> new MilterReply.Quarantine(first);
                        default ->
                                new MilterReply.Refuse(
                                        new Reply(550, "5.7.1", List.of(first, second)));
                    };
        } catch (IllegalArgumentException _) {
            return;
        }
        var reader = new PacketReader(new ByteArrayInputStream(reply.encode()), 1000);
        require(
                reader.read() instanceof Packet.Complete(char _, String content)
                        && content.chars().filter(c -> c == 0).count() == texts
                        && content.endsWith("\0"),
                "not one packet: " + reply);
        require(reader.read() instanceof Packet.Closed, "more than one packet: " + reply);
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new AssertionError(otherwise);
        }
    }
}
