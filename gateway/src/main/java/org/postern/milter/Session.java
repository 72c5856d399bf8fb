package org.postern.milter;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.List;
import java.util.Optional;
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
final class Session implements MilterDialogue.Rules {
    private static final Logger LOG = LoggerFactory.getLogger(Session.class);

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

    Link link() {
        return link;
    }

    /// Ends the session where it waits for the server; a message that is being looked at comes to its end.
    void stop() {
        examination.stop();
    }

    /// Gives up a message that is being looked at.
    void cut() {
        examination.cut();
    }

    void run() {
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
            case BEGIN -> {
                forget();
                taking = Optional.of(new Taking(parts, settings.maxMessage().octets()));
                answer(step);
            }
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
        message.keep(step.content());
        // Only pieces of the body have an answer that can say so.
        if (state instanceof MilterState.InBody(Visit visit, var said)
                && step.reply().isPresent()
                && message.refusal().isPresent()) {
            refuse(new Whole(visit, said), message.refusal().get());
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
        List<MilterReply> answers;
        try {
            answers = examination.of(whole, message);
        } finally {
            forget();
        }
        state = MilterDialogue.finished(whole);
        examination.tell(answers);
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
    public Optional<Reply> refuseSender(Visit visit, List<String> sender) {
        Command command = facts.sender(visit, sender);
        if (command instanceof Command.Mail mail) {
            if (mail.parameters().size() > settings.maxMessage().octets()) {
                return Optional.of(Replies.TOO_LARGE);
            }
            return parts.spool().hasRoomFor(mail.parameters().size())
                    ? Optional.empty()
                    : Optional.of(Taking.NO_ROOM);
        }
        return Facts.refusal(command).or(() -> Optional.of(Replies.TRY_LATER));
    }

    @Override
    public Optional<Reply> refuseRecipient(Visit visit, List<String> recipient) {
        Command command = facts.recipient(visit, recipient);
        return command instanceof Command.Rcpt
                ? Optional.empty()
                : Facts.refusal(command).or(() -> Optional.of(Replies.TRY_LATER));
    }
}
