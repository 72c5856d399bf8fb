package org.postern.sink;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.postern.mail.address.Address;
import org.postern.mail.address.Domain;
import org.postern.mail.smtp.Command;
import org.postern.mail.smtp.CommandParser;
import org.postern.mail.smtp.ContentLimits;
import org.postern.mail.smtp.DataReader;
import org.postern.mail.smtp.Line;
import org.postern.mail.smtp.MailParameters;
import org.postern.mail.smtp.OctetSink;
import org.postern.mail.smtp.RcptParameters;
import org.postern.mail.smtp.Replies;
import org.postern.mail.smtp.Reply;
import org.postern.mail.smtp.WireInput;

/// One connection of a sink. Answers to pipelined commands leave in one write.
final class SinkSession {
    private static final int LINE_LIMIT = 2048;
    private static final int LONGEST_CONTENT_LINE = 1 << 20;
    private static final Domain OWN = new Domain.Name("sink.postern.example");
    private static final CommandParser PARSER = new CommandParser(OWN);
    private static final Reply GREETING = Reply.of(220, "", OWN.text() + " ESMTP sink");

    private final Socket socket;
    private final Supplier<Behaviour> behaviour;
    private final Shelf shelf;
    private final Counts.Live counts;
    private final WireInput in;
    private final OutputStream out;
    private final ByteArrayOutputStream pending = new ByteArrayOutputStream(128);

    private volatile long lastHeard = System.nanoTime();
    private String hello = "";
    private Optional<Command.Mail> mail = Optional.empty();
    private List<Address> recipients = new ArrayList<>();

    SinkSession(Socket socket, Supplier<Behaviour> behaviour, Shelf shelf, Counts.Live counts)
            throws IOException {
        this.socket = socket;
        this.behaviour = behaviour;
        this.shelf = shelf;
        this.counts = counts;
        in = new WireInput(socket.getInputStream());
        out = socket.getOutputStream();
    }

    /// Ends the conversation from another thread.
    void cut() throws IOException {
        socket.close();
    }

    /// The same if the client has said nothing for so long.
    void cutIfIdle(Duration patience) throws IOException {
        if (System.nanoTime() - lastHeard > patience.toNanos()) {
            cut();
        }
    }

    /// Talks until the client leaves or a fault ends it.
    void converse() throws IOException {
        boolean on = perform(behaviour.get().act(Stage.CONNECT), GREETING);
        while (on) {
            if (in.buffered() == 0) {
                flush();
                lastHeard = System.nanoTime();
            }
            on =
                    switch (in.readLine(LINE_LIMIT)) {
                        case Line.Complete(String line) -> answer(PARSER.parse(line));
                        case Line.Closed() -> false;
                        case Line.TooLong() -> fault(Replies.LINE_TOO_LONG);
                        case Line.BareCr() -> fault(Replies.BARE_CR);
                        case Line.BareLf() -> fault(Replies.BARE_LF);
                        case Line.Nul() -> fault(Replies.NOT_SMTP);
                    };
        }
        flush();
    }

    private boolean answer(Command command) throws IOException {
        return switch (command) {
            case Command.Greet greet -> greet(greet);
            case Command.Mail from -> mail(from);
            case Command.Rcpt rcpt -> rcpt(rcpt);
            case Command.Data() -> data();
            case Command.TellClient _, Command.Forward _ -> say(Replies.NOT_IMPLEMENTED);
            case Command.Bdat _ -> fault(Replies.NOT_IMPLEMENTED);
            case Command.Rset() -> {
                forget();
                yield perform(behaviour.get().act(Stage.RSET), Replies.OK);
            }
            case Command.Noop() -> say(Replies.OK);
            case Command.Quit() -> {
                perform(behaviour.get().act(Stage.QUIT), Replies.BYE);
                yield false;
            }
            case Command.Vrfy(), Command.Expn() -> say(Replies.CANNOT_VERIFY);
            case Command.Help() -> say(Replies.HELP);
            case Command.StartTls(), Command.Auth _ -> say(Replies.NOT_IMPLEMENTED);
            case Command.Malformed(Reply reply) -> say(reply);
            case Command.Foreign(Reply reply) -> fault(reply);
        };
    }

    private boolean greet(Command.Greet greet) throws IOException {
        forget();
        hello = greet.hello().name();
        Behaviour how = behaviour.get();
        var lines = new ArrayList<String>();
        lines.add(OWN.text());
        if (greet.hello().extended()) {
            for (Extension extension : Extension.values()) {
                if (how.extensions().contains(extension)) {
                    lines.add(
                            extension.keyword()
                                    + (extension == Extension.SIZE ? " " + how.maxMessage() : ""));
                }
            }
        }
        return perform(how.act(Stage.HELLO), new Reply(250, "", lines));
    }

    private boolean mail(Command.Mail from) throws IOException {
        Behaviour how = behaviour.get();
        if (mail.isPresent()) {
            return say(Replies.MAIL_ALREADY);
        }
        MailParameters said = from.parameters();
        boolean unknown =
                said.isEightBit() && !how.extensions().contains(Extension.EIGHT_BIT_MIME)
                        || said.smtpUtf8() && !how.extensions().contains(Extension.SMTP_UTF8)
                        || said.ret().isPresent()
                        || !said.envid().isEmpty();
        if (unknown) {
            return say(Replies.UNKNOWN_PARAMETER);
        }
        if (from.parameters().size() > how.maxMessage()) {
            return say(Replies.TOO_LARGE);
        }
        Act act = how.act(Stage.MAIL);
        if (act.accepts()) {
            mail = Optional.of(from);
        }
        return perform(act, Replies.SENDER_OK);
    }

    private boolean rcpt(Command.Rcpt rcpt) throws IOException {
        Address recipient = rcpt.recipient();
        if (mail.isEmpty()) {
            return say(Replies.MAIL_FIRST);
        }
        if (rcpt.beyondAscii() && !mail.get().parameters().smtpUtf8()) {
            return say(Replies.NOT_ASCII);
        }
        if (!rcpt.parameters().equals(RcptParameters.NONE)) {
            return say(Replies.UNKNOWN_PARAMETER);
        }
        Act act = behaviour.get().act(recipient);
        if (act.accepts()) {
            recipients.add(recipient);
        }
        return perform(act, Replies.RECIPIENT_OK);
    }

    private boolean data() throws IOException {
        if (mail.isEmpty() || recipients.isEmpty()) {
            return say(mail.isEmpty() ? Replies.MAIL_FIRST : Replies.RCPT_FIRST);
        }
        Act act = behaviour.get().act(Stage.DATA);
        boolean on = perform(act, Replies.START_DATA);
        flush();
        if (!on || !act.accepts()) {
            forget();
            return on;
        }
        return content(mail.get());
    }

    private boolean content(Command.Mail from) throws IOException {
        Behaviour how = behaviour.get();
        var gathered = new ByteArrayOutputStream(shelf.wantsContent() ? 8192 : 0);
        OctetSink into = shelf.wantsContent() ? gathered::write : (_, _, _) -> {};
        var limits = new ContentLimits(how.maxMessage(), LONGEST_CONTENT_LINE, how.maxMessage());
        return switch (new DataReader(in, limits).read(into)) {
            case DataReader.Ending.Complete(long octets) -> complete(from, octets, gathered);
            case DataReader.Ending.TooLarge(boolean drained) ->
                    tooLarge(drained, Replies.TOO_LARGE);
            case DataReader.Ending.LineTooLong(boolean drained) ->
                    tooLarge(drained, Replies.CONTENT_LINE_TOO_LONG);
            case DataReader.Ending.BareCr() -> fault(Replies.BARE_CR);
            case DataReader.Ending.BareLf() -> fault(Replies.BARE_LF);
            case DataReader.Ending.Closed() -> {
                counts.faults.increment();
                yield false;
            }
        };
    }

    private boolean complete(Command.Mail from, long octets, ByteArrayOutputStream gathered)
            throws IOException {
        Act act = behaviour.get().act(Stage.DOT);
        if (act.accepts() && !keep(from, gathered)) {
            act = new Act.Answer(Replies.TRY_LATER);
        }
        if (act.accepts()) {
            counts.messages.increment();
            counts.recipients.add(recipients.size());
            counts.octets.add(octets);
        } else {
            counts.refused.increment();
        }
        forget();
        return perform(act, Replies.OK);
    }

    private boolean keep(Command.Mail from, ByteArrayOutputStream gathered) {
        if (!shelf.wantsContent()) {
            return true;
        }
        try {
            shelf.keep(
                    new Taken(
                            hello,
                            from.sender(),
                            from.parameters(),
                            recipients,
                            gathered.toString(StandardCharsets.ISO_8859_1)));
            return true;
        } catch (IOException _) {
            return false;
        }
    }

    private boolean tooLarge(boolean drained, Reply reply) {
        counts.refused.increment();
        forget();
        say(reply);
        return drained;
    }

    /// Ends a connection that broke the rules.
    private boolean fault(Reply reply) {
        counts.faults.increment();
        say(reply);
        return false;
    }

    private void forget() {
        mail = Optional.empty();
        recipients = new ArrayList<>();
    }

    /// Does what is asked for; false when the connection is over.
    private boolean perform(Act act, Reply usual) throws IOException {
        return switch (act) {
            case Act.Usual() -> say(usual);
            case Act.Answer(Reply reply) -> say(reply);
            case Act.Raw(String octets) -> {
                pending.writeBytes(octets.getBytes(StandardCharsets.ISO_8859_1));
                yield true;
            }
            case Act.Endless(String line, long octets) -> endless(line, octets);
            case Act.Slowly(Duration wait, Act then) -> {
                flush();
                pause(wait);
                yield perform(then, usual);
            }
            case Act.Drop(boolean reset) -> {
                flush();
                if (reset) {
                    socket.setSoLinger(true, 0);
                }
                yield false;
            }
            case Act.Hang() -> hang();
        };
    }

    private boolean endless(String line, long octets) throws IOException {
        flush();
        byte[] block = (line + "\r\n").repeat(100).getBytes(StandardCharsets.ISO_8859_1);
        for (long sent = 0; sent < octets; sent += block.length) {
            out.write(block);
        }
        return true;
    }

    private boolean hang() throws IOException {
        flush();
        byte[] ignored = new byte[8192];
        int count = 0;
        while (count >= 0) {
            count = socket.getInputStream().read(ignored);
        }
        return false;
    }

    private static void pause(Duration wait) throws IOException {
        try {
            Thread.sleep(wait);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private boolean say(Reply reply) {
        boolean enhanced = behaviour.get().extensions().contains(Extension.ENHANCED_STATUS_CODES);
        pending.writeBytes(
                (enhanced ? reply : new Reply(reply.code(), "", reply.lines())).encode());
        return true;
    }

    private void flush() throws IOException {
        if (pending.size() > 0) {
            out.write(pending.toByteArray());
            pending.reset();
        }
    }
}
