package org.postern.app.tools;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.postern.app.Complaint;
import org.postern.app.Exit;
import org.postern.mail.address.Address;
import org.postern.mail.address.ReversePath;
import org.postern.mail.smtp.Capabilities;
import org.postern.mail.smtp.ClientCommand;
import org.postern.mail.smtp.DataWriter;
import org.postern.mail.smtp.IllegalContent;
import org.postern.mail.smtp.MailParameters;
import org.postern.mail.smtp.Reply;

/// Hands one message to a server, command by command, so that a person can follow.
///
/// @param patience longest wait for each reply; the final one may take two minutes by design
record Courier(
        InetSocketAddress server, String hello, Duration patience, Dialogue.Listener listener) {

    /// What the server said in the end.
    ///
    /// @param last the final reply, or the one that made the message impossible
    /// @param refused recipients it did not want, with its words
    record Receipt(Reply last, List<String> refused) {
        Receipt {
            refused = List.copyOf(refused);
        }
    }

    /// @throws IllegalContent the message cannot be sent as it is
    /// @throws IOException nobody is there, or the dialogue broke
    Receipt hand(ReversePath sender, List<Address> recipients, byte[] message)
            throws IOException, IllegalContent {
        byte[] wire = encode(message);
        try (Dialogue dialogue = Dialogue.open(server, patience, listener)) {
            Receipt receipt = transfer(dialogue, sender, recipients, message, wire);
            dialogue.ask(ClientCommand.QUIT);
            return receipt;
        } catch (Dialogue.Refused e) {
            return new Receipt(e.reply(), List.of());
        }
    }

    private Receipt transfer(
            Dialogue dialogue,
            ReversePath sender,
            List<Address> recipients,
            byte[] message,
            byte[] wire)
            throws IOException, IllegalContent {
        Capabilities can = dialogue.greet(hello);
        boolean eightBit = isEightBit(message);
        if (eightBit && !can.eightBitMime()) {
            throw new Complaint(
                    Exit.NO,
                    "the message has 8-bit octets, and the server does not offer 8BITMIME");
        }
        Reply mail =
                dialogue.ask(
                        ClientCommand.mail(
                                sender, MailParameters.of(message.length, eightBit), can));
        if (!mail.isPositive()) {
            return new Receipt(mail, List.of());
        }
        var refused = new ArrayList<String>();
        Reply last = mail;
        for (Address recipient : recipients) {
            last = dialogue.ask(ClientCommand.rcpt(recipient));
            if (!last.isPositive()) {
                refused.add(recipient + ": " + last);
            }
        }
        if (refused.size() == recipients.size()) {
            return new Receipt(last, refused);
        }
        Reply data = dialogue.ask(ClientCommand.DATA);
        if (!data.isPositive()) {
            return new Receipt(data, refused);
        }
        dialogue.sayContent(wire, wire.length);
        return new Receipt(dialogue.hear(), refused);
    }

    private static byte[] encode(byte[] message) throws IOException, IllegalContent {
        var wire = new ByteArrayOutputStream(message.length + 64);
        var writer = new DataWriter(wire::write);
        writer.write(message, 0, message.length);
        writer.finish();
        return wire.toByteArray();
    }

    private static boolean isEightBit(byte[] message) {
        for (byte octet : message) {
            if (octet < 0) {
                return true;
            }
        }
        return false;
    }
}
