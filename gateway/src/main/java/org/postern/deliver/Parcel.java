package org.postern.deliver;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.postern.journey.Content;
import org.postern.journey.Envelope;
import org.postern.journey.Notices;
import org.postern.journey.Shipment;
import org.postern.mail.address.Address;
import org.postern.mail.address.ReversePath;
import org.postern.mail.smtp.Capabilities;
import org.postern.mail.smtp.ClientCommand;
import org.postern.mail.smtp.MailParameters;
import org.postern.mail.smtp.Xforward;

/// One message made ready for the wire before a connection is taken.
///
/// @param trace whole fields in front of the content
/// @param content empty where there is none to be sent, only a question to be asked
/// @param eightBit whether an octet of the content is not ASCII, whatever its sender declared
/// @param behalf what a next hop with XFORWARD is told of the client that the message is from
/// @param utf8 whom it can reach only by a server with SMTPUTF8: everybody if the sender's address is past ASCII, or the
///     header is and the sender said so; else those whose address is. An old program's 8-bit header, of which nobody knows
///     the letters, needs no more than 8BITMIME as ever
record Parcel(
        Envelope envelope,
        ByteBuffer trace,
        Optional<Content> content,
        boolean eightBit,
        Optional<Xforward> behalf,
        List<Address> utf8) {
    private static final long HIGH_BITS = 0x8080808080808080L;

    /// @throws IllegalArgumentException the trace is no field
    static Parcel of(Shipment shipment, Content content) {
        Envelope envelope = shipment.envelope();
        byte[] trace = shipment.trace().getBytes(StandardCharsets.UTF_8);
        int length = trace.length;
        if (length > 0 && (trace[length - 1] != '\n' || trace[0] == '.')) {
            throw new IllegalArgumentException("trace is not made of whole fields");
        }
        boolean eightBit = hasEightBit(content.octets());
        boolean all = envelope.smtpUtf8() && eightBit && hasEightBit(header(content.octets()));
        List<Address> utf8 = all ? envelope.recipients() : pastAscii(envelope);
        return new Parcel(
                envelope,
                ByteBuffer.wrap(trace),
                Optional.of(content),
                eightBit,
                shipment.behalf(),
                utf8);
    }

    /// A question whether a recipient exists, without a message.
    static Parcel question(ReversePath sender, Address recipient) {
        var envelope = new Envelope(sender, List.of(recipient), false);
        return new Parcel(
                envelope,
                ByteBuffer.allocate(0),
                Optional.empty(),
                false,
                Optional.empty(),
                pastAscii(envelope));
    }

    /// For whom addresses have to be said that need SMTPUTF8.
    private static List<Address> pastAscii(Envelope envelope) {
        boolean sender =
                envelope.sender() instanceof ReversePath.Mailbox(Address it) && !it.isAscii();
        return sender
                ? envelope.recipients()
                : envelope.recipients().stream().filter(it -> !it.isAscii()).toList();
    }

    /// @param loggedIn whether the server knows who we are, and should not take us for who wrote the message
    ClientCommand mail(Capabilities server, boolean loggedIn) {
        long size = trace.limit() + content.map(Content::size).orElse(0L);
        var body = eightBit ? MailParameters.Body.EIGHT_BIT_MIME : MailParameters.Body.SEVEN_BIT;
        Notices notices = envelope.notices();
        return ClientCommand.mail(
                envelope.sender(),
                new MailParameters(
                        size, body, !utf8.isEmpty(), notices.ret(), notices.envid(), loggedIn),
                server);
    }

    /// What is said before MAIL of the client that the message is from; nothing to a server that does not want to know.
    List<ClientCommand> forward(Capabilities server) {
        return behalf.map(it -> it.to(server)).orElse(List.of());
    }

    /// One command for each recipient, in their order.
    List<ClientCommand> rcpt(Capabilities server) {
        var rcpt = new ArrayList<ClientCommand>(envelope.recipients().size());
        for (Address recipient : envelope.recipients()) {
            rcpt.add(ClientCommand.rcpt(recipient, envelope.notices().of(recipient), server));
        }
        return rcpt;
    }

    /// What stands before the first empty line.
    private static ByteBuffer header(ByteBuffer octets) {
        int start = octets.position();
        for (int at = start; at < octets.limit(); at++) {
            boolean first = at == start || octets.get(at - 1) == '\n';
            if (octets.get(at) == '\r' && first) {
                return octets.slice(start, at - start);
            }
        }
        return octets;
    }

    private static boolean hasEightBit(ByteBuffer octets) {
        int at = octets.position();
        int end = octets.limit();
        for (; at <= end - Long.BYTES; at += Long.BYTES) {
            if ((octets.getLong(at) & HIGH_BITS) != 0) {
                return true;
            }
        }
        for (; at < end; at++) {
            if (octets.get(at) < 0) {
                return true;
            }
        }
        return false;
    }
}
