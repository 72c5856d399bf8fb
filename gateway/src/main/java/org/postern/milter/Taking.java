package org.postern.milter;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.postern.journey.Content;
import org.postern.journey.MailId;
import org.postern.journey.Waterfall;
import org.postern.mail.smtp.Command;
import org.postern.mail.smtp.ContentLimits;
import org.postern.mail.smtp.Replies;
import org.postern.mail.smtp.Reply;
import org.postern.receive.Intake;

/// A message while its octets arrive. What is wrong with it is noted, and told where the server listens; octets behind that
/// are dropped. For one thread; closing it forgets the message.
final class Taking implements AutoCloseable {
    static final Reply NO_ROOM =
            Reply.of(452, "4.3.1", "No room for the message now; try again later");

    private static final String TRACE = "Received";

    private final Parts parts;
    private final long most;
    private final MailId id;
    private final Waterfall clock;
    private final long begun;
    private final LineCheck lines = new LineCheck(ContentLimits.DEFAULTS.line());
    private final Addressees addressees;
    private int marks;
    private String mark = "";
    private String trace = "";
    private @Nullable Intake intake;
    private @Nullable Refusal refusal;
    private long octets;

    /// Why a message is not taken.
    ///
    /// @param reason a stable word
    record Refusal(Reply reply, String reason) {}

    /// @param from what the server said of the sender, as it was understood
    Taking(Parts parts, long most, Command.Mail from) {
        this.addressees = new Addressees(from);
        this.parts = parts;
        this.most = most;
        this.id = freshId(parts);
        this.clock = new Waterfall(parts.clock());
        this.begun = clock.begin();
    }

    static MailId freshId(Parts parts) {
        return MailId.next(parts.clock(), ThreadLocalRandom.current());
    }

    MailId id() {
        return id;
    }

    Waterfall clock() {
        return clock;
    }

    /// Whom it is from and for.
    Addressees addressees() {
        return addressees;
    }

    /// Fields in it that say that it passed before, whether they are true or not.
    int marks() {
        return marks;
    }

    /// The value of the first of them: ours stand on top of what we give back.
    Optional<String> mark() {
        return marks == 0 ? Optional.empty() : Optional.of(mark);
    }

    /// The value of the newest trace field that the server shows; empty where there is none.
    String trace() {
        return trace;
    }

    /// Keeps a whole field of the header.
    void keepField(String field) {
        keep(field);
        if (isNamed(field, PassMark.NAME)) {
            mark = marks == 0 ? field.substring(PassMark.NAME.length() + 1) : mark;
            marks++;
        } else if (trace.isEmpty() && isNamed(field, TRACE)) {
            trace = field.substring(TRACE.length() + 1);
        }
    }

    private static boolean isNamed(String field, String name) {
        return field.length() > name.length()
                && field.charAt(name.length()) == ':'
                && field.regionMatches(true, 0, name, 0, name.length());
    }

    /// @param piece one character for each octet
    void keep(String piece) {
        if (refusal != null) {
            return;
        }
        octets += piece.length();
        if (octets > most) {
            refuse(new Refusal(Replies.TOO_LARGE, "too-large"));
            return;
        }
        byte[] from = piece.getBytes(StandardCharsets.ISO_8859_1);
        lines.look(from);
        if (lines.fault() != LineCheck.Fault.NONE) {
            refuse(lines.fault());
            return;
        }
        Intake into = intake();
        if (into == null) {
            refuse(new Refusal(NO_ROOM, "no-room"));
            return;
        }
        into.write(from, 0, from.length);
        if (into.isDropping()) {
            refuse(new Refusal(NO_ROOM, "no-room"));
        }
    }

    /// Notes that all octets have arrived.
    void end() {
        clock.end("receive", begun);
        if (refusal == null && lines.end() != LineCheck.Fault.NONE) {
            refuse(lines.end());
        }
    }

    /// What was wrong so far.
    Optional<Refusal> refusal() {
        return Optional.ofNullable(refusal);
    }

    /// The whole message; empty if there was no room for it.
    Optional<Content> finish() {
        Intake into = intake();
        return into == null ? Optional.empty() : into.finish();
    }

    /// A refusal that names the message, so that a help desk finds what happened from what the sender saw.
    Reply withId(Reply reply) {
        return withId(reply, id);
    }

    static Reply withId(Reply reply, MailId id) {
        List<String> named = reply.lines().stream().map(line -> line + " [" + id + "]").toList();
        return new Reply(reply.code(), reply.enhanced(), named);
    }

    private @Nullable Intake intake() {
        if (intake == null) {
            intake = parts.spool().begin(0).orElse(null);
        }
        return intake;
    }

    private void refuse(LineCheck.Fault fault) {
        refuse(new Refusal(fault.reply(), fault.reason()));
    }

    private void refuse(Refusal why) {
        refusal = why;
        close();
    }

    @Override
    public void close() {
        if (intake != null) {
            intake.close();
        }
    }
}
