package org.postern.milter;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.List;
import java.util.Optional;
import org.postern.journey.MailId;
import org.postern.listen.Connection;
import org.postern.listen.Talk;
import org.postern.mail.milter.CommandReader;
import org.postern.mail.milter.MilterCommand;
import org.postern.mail.milter.MilterDialogue;
import org.postern.mail.milter.MilterReply;
import org.postern.mail.milter.MilterState;
import org.postern.mail.milter.MilterState.Visit;
import org.postern.mail.milter.MilterState.Whole;
import org.postern.mail.milter.MilterStep;
import org.postern.mail.milter.Packet;
import org.postern.mail.smtp.Command;
import org.postern.mail.smtp.Replies;
import org.postern.mail.smtp.Reply;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One connection of a mail server, from the first packet to the last: what [MilterDialogue] says is done here. Several
/// clients and messages may follow each other. For one thread, but for [#stop] and [#cut].
final class Session implements MilterDialogue.Rules, Talk {
    private static final Logger LOG = LoggerFactory.getLogger(Session.class);

    private static final String BAD_ADDRESS = "bad-address";
    private static final Reply TOO_MANY_RECIPIENTS =
            Reply.of(452, "4.5.3", "Too many recipients; send the rest separately");
    private static final Reply UNHEARD =
            Reply.of(451, "4.4.2", "The mail server left before it heard what becomes of this");

    private final MilterSettings settings;
    private final Parts parts;
    private final Link link;
    private final CommandReader commands;
    private final MilterDialogue dialogue;
    private final Facts facts;
    private final Examination examination;
    private MilterState state = new MilterState.Opened();
    private Optional<Taking> taking = Optional.empty();

    Session(MilterSettings settings, Parts parts, Link link) {
        this.settings = settings;
        this.parts = parts;
        this.link = link;
        this.commands = new CommandReader(settings.limits());
        this.dialogue = new MilterDialogue(settings.limits(), this);
        this.facts = new Facts(parts.name(), parts.site(), settings.submissionDaemons());
        this.examination = new Examination(parts, facts, link, settings.times().progress());
    }

    @Override
    public Connection connection() {
        return link.connection();
    }

    @Override
    public void stop() {
        examination.stop();
    }

    @Override
    public void cut() {
        examination.cut();
    }

    @Override
    public void run() {
        try {
            while (!(state instanceof MilterState.Closed)) {
                if (taking.isEmpty()) {
                    link.rest();
                }
                take(dialogue.step(state, command(link.read())));
            }
        } catch (SocketTimeoutException _) {
            broken("timeout", "the server took too long");
        } catch (IOException e) {
            if (taking.isPresent() && !examination.isStopping()) {
                broken("server-gone", "the server left in the middle of a message");
            }
            LOG.debug("a mail server left", e);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            LOG.error("bug in a session of the milter door", e);
        } finally {
            forget();
            link.close();
        }
    }

    private MilterCommand command(Packet packet) {
        return switch (packet) {
            case Packet.Complete complete -> commands.read(complete);
            case Packet.Closed _ ->
                    taking.isEmpty()
                            ? new MilterCommand.Quit()
                            : new MilterCommand.Malformed(
                                    "the server left in the middle of a message");
            case Packet.Malformed(String why) -> new MilterCommand.Malformed(why);
        };
    }

    private void take(MilterStep step) throws IOException, InterruptedException {
        state = step.next();
        switch (step.then()) {
            case GO_ON -> answer(step);
            // It began when the sender was taken.
            case BEGIN -> answer(step);
            case KEEP -> keep(step);
            case REVIEW -> review(step);
            case FORGET -> {
                forget();
                answer(step);
            }
            case CLOSE -> close(step);
        }
    }

    private void keep(MilterStep step) throws IOException {
        Taking message = message();
        if (state instanceof MilterState.InHeader) {
            message.keepField(step.content());
        } else {
            message.keep(step.content());
        }
        // Only pieces of the body have an answer that can say so.
        if (state instanceof MilterState.InBody(Visit visit, var counted)
                && step.reply().isPresent()
                && message.refusal().isPresent()) {
            refuse(new Whole(visit, counted), message.refusal().get());
        } else {
            answer(step);
        }
    }

    private void review(MilterStep step) throws IOException, InterruptedException {
        var whole = (Whole) state;
        Taking message = message();
        message.keep(step.content());
        message.end();
        if (message.refusal().isPresent()) {
            refuse(whole, message.refusal().get());
            return;
        }
        try {
            List<MilterReply> answers;
            try {
                answers = examination.of(whole, message);
            } finally {
                forget();
            }
            state = MilterDialogue.finished(whole);
            examination.tell(answers);
        } catch (IOException e) {
            // What was done is done; but the server does what its own setting says, and the client
            // comes again.
            String reason = examination.isStopping() ? "shutdown" : "server-gone";
            Reply told = message.withId(UNHEARD);
            parts.watcher().saw(examination.notTaken(whole, message, told, reason));
            throw e;
        }
    }

    private void refuse(Whole whole, Taking.Refusal refusal) throws IOException {
        Reply reply = message().withId(refusal.reply());
        parts.watcher().saw(examination.notTaken(whole, message(), reply, refusal.reason()));
        MilterStep step = MilterDialogue.refused(whole, reply);
        state = step.next();
        forget();
        answer(step);
    }

    private void answer(MilterStep step) throws IOException {
        if (step.reply().isPresent()) {
            link.write(step.reply().get().encode());
        }
    }

    private void close(MilterStep step) {
        if (step.next() instanceof MilterState.Closed(String why) && !why.isEmpty()) {
            broken("milter-broken", why);
        }
    }

    private void broken(String reason, String why) {
        parts.watcher().saw(new MilterEvent.Broken(link.peer(), reason, why));
    }

    private Taking message() {
        return taking.orElseThrow(() -> new IllegalStateException("no message"));
    }

    private void forget() {
        taking.ifPresent(Taking::close);
        taking = Optional.empty();
    }

    @Override
    public Optional<Reply> refuseSender(Visit visit, List<String> words) {
        forget();
        Command command = facts.sender(visit, words);
        if (!(command instanceof Command.Mail mail)) {
            MailId id = Taking.freshId(parts);
            return refused(visit, id, Facts.written(words), "", noAddress(command), BAD_ADDRESS);
        }
        var message = new Taking(parts, settings.maxMessage().octets(), mail);
        long size = mail.parameters().size();
        if (size > settings.maxMessage().octets()) {
            return refused(visit, message, "", Replies.TOO_LARGE, "too-large");
        }
        if (!parts.spool().hasRoomFor(size)) {
            return refused(visit, message, "", Taking.NO_ROOM, "no-room");
        }
        taking = Optional.of(message);
        return Optional.empty();
    }

    @Override
    public Optional<Reply> refuseRecipient(Visit visit, List<String> words) {
        Command command = facts.recipient(visit, words);
        if (command instanceof Command.Rcpt rcpt) {
            message().addressees().add(rcpt);
            return Optional.empty();
        }
        return refused(visit, message(), Facts.written(words), noAddress(command), BAD_ADDRESS);
    }

    @Override
    public Reply tooManyRecipients(Visit visit, List<String> words) {
        String to = Facts.written(words);
        refused(visit, message(), to, TOO_MANY_RECIPIENTS, "too-many-recipients");
        return message().withId(TOO_MANY_RECIPIENTS);
    }

    private static Reply noAddress(Command command) {
        return Facts.refusal(command).orElse(Replies.TRY_LATER);
    }

    private Optional<Reply> refused(
            Visit visit, Taking message, String recipient, Reply reply, String reason) {
        String sender = message.addressees().sender();
        return refused(visit, message.id(), sender, recipient, reply, reason);
    }

    private Optional<Reply> refused(
            Visit visit, MailId id, String sender, String recipient, Reply reply, String reason) {
        Reply told = Taking.withId(reply, id);
        parts.watcher()
                .saw(
                        new MilterEvent.Refused(
                                id, facts.client(visit), sender, recipient, told, reason));
        return Optional.of(told);
    }
}
