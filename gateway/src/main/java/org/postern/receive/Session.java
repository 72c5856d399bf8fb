package org.postern.receive;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.postern.connect.Admission;
import org.postern.journey.Arrival;
import org.postern.journey.Content;
import org.postern.journey.Door;
import org.postern.journey.Envelope;
import org.postern.journey.Notices;
import org.postern.mail.smtp.Command;
import org.postern.mail.smtp.CommandParser;
import org.postern.mail.smtp.Conversation;
import org.postern.mail.smtp.DataReader;
import org.postern.mail.smtp.Line;
import org.postern.mail.smtp.MailParameters;
import org.postern.mail.smtp.Replies;
import org.postern.mail.smtp.Reply;
import org.postern.mail.smtp.State;
import org.postern.mail.smtp.Step;
import org.postern.mail.smtp.Transaction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One client from its connection to its end: gives lines to the [Conversation], does what the steps say, and hands
/// whole messages on. Runs on a virtual thread of its own.
final class Session implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(Session.class);

    private static final Reply SPOKE_EARLY =
            Reply.of(554, "5.5.0", "You spoke before the greeting; closing");
    private static final Reply BROKEN =
            Reply.of(421, "4.3.0", "Something broke here; try again later");

    private final EdgeSettings settings;
    private final Parts parts;
    private final Peer peer;
    private final Admission.Place place;
    private final BooleanSupplier draining;
    private final Gate gate;
    private final Conversation conversation;
    private final CommandParser parser;
    private final Shutdown shutdown;
    private @Nullable Envelope inTransfer;
    private State state = State.Connected.NEW;

    Session(
            EdgeSettings settings,
            Parts parts,
            Peer peer,
            Admission.Place place,
            boolean relay,
            BooleanSupplier draining) {
        this.settings = settings;
        this.parts = parts;
        this.peer = peer;
        this.place = place;
        this.draining = draining;
        this.shutdown = new Shutdown(peer);
        this.gate = new Gate(parts, peer, place, relay);
        this.conversation = new Conversation(parts.name(), settings.conversation(), gate);
        this.parser = new CommandParser(parts.recipients().home());
    }

    Peer peer() {
        return peer;
    }

    Shutdown shutdown() {
        return shutdown;
    }

    @Override
    public void run() {
        try (place;
                peer) {
            guarded();
            shutdown.awaitLastWord();
        }
    }

    private void guarded() {
        try {
            converse();
        } catch (SocketTimeoutException | TooSlow _) {
            if (shutdown.isOurs()) {
                ended("timeout", Replies.TIMEOUT);
                peer.farewell(Replies.TIMEOUT);
            }
        } catch (IOException e) {
            if (shutdown.isOurs()) {
                LOG.debug("connection of {} broke: {}", peer.address(), e.toString());
                ended(peer.isOverdue() ? "timeout" : "connection-lost", null);
            }
        } catch (InterruptedException _) {
            ended("shut-down", Replies.SHUTTING_DOWN);
            peer.farewell(Replies.SHUTTING_DOWN);
        } catch (RuntimeException e) {
            LOG.error("bug in a session with {}, message {}", peer.address(), gate.id(), e);
            ended("bug", BROKEN);
            peer.farewell(BROKEN);
        }
    }

    private void converse() throws IOException, InterruptedException {
        if (peer.spokeEarly()) {
            saw(new EdgeEvent.TurnedAway(parts.clock().instant(), peer.address(), "early-talker"));
            peer.farewell(SPOKE_EARLY);
            return;
        }
        peer.send(Replies.greeting(parts.name()));
        boolean open = true;
        while (open) {
            peer.inTransaction(state instanceof State.Addressing);
            if (!awaitsCommand()) {
                return;
            }
            Line line = peer.input().readLine(settings.conversation().commandLine());
            if (!shutdown.isOurs()) {
                return;
            }
            open = heard(line);
        }
    }

    /// Prepares to wait for a command; false if the session is over because the server stops.
    private boolean awaitsCommand() throws IOException {
        peer.awaitCommand();
        if (state instanceof State.Addressing || peer.input().buffered() > 0) {
            return true;
        }
        peer.flush();
        shutdown.isIdle();
        if (draining.getAsBoolean()) {
            shutdown.dismiss();
            return false;
        }
        return true;
    }

    /// Does what a line asks for; false if that was the end.
    private boolean heard(Line line) throws IOException, InterruptedException {
        return switch (line) {
            case Line.Complete(String octets) -> answer(octets);
            case Line.Closed _ -> {
                if (state instanceof State.Addressing) {
                    ended("client-gone", null);
                }
                yield false;
            }
            case Line.TooLong _ -> breakOff(line, "line-too-long");
            case Line.BareCr _ -> breakOff(line, "bare-cr");
            case Line.BareLf _ -> breakOff(line, "bare-lf");
            case Line.Nul _ -> breakOff(line, "not-smtp");
        };
    }

    private boolean breakOff(Line line, String reason) throws IOException {
        return end(Conversation.unreadable(state, line).reply(), reason);
    }

    private boolean answer(String octets) throws IOException, InterruptedException {
        Command command = parser.parse(octets);
        if (command.mustBeLast() && peer.input().hasMore()) {
            return end(Replies.IMPROPER_PIPELINING, "improper-pipelining");
        }
        if (command instanceof Command.Mail mail) {
            gate.announce(mail.parameters().size());
        }
        Step step = conversation.step(state, command);
        return switch (step.then()) {
            case ANSWER -> {
                state = step.next();
                peer.send(step.reply());
                yield true;
            }
            case START_TLS -> startTls(step);
            case AUTHENTICATE -> throw new IllegalStateException("nobody may log in here");
            case READ_DATA -> transfer((State.Transferring) step.next(), step.reply());
            case CLOSE -> {
                if (command instanceof Command.Quit) {
                    peer.send(step.reply());
                    peer.closeNow();
                    yield false;
                }
                yield end(step.reply(), whyClosed(command));
            }
        };
    }

    private static String whyClosed(Command command) {
        if (!(command instanceof Command.Foreign(Reply reply))) {
            return "too-much";
        }
        return reply.equals(Replies.NOT_SMTP) ? "not-smtp" : "not-offered";
    }

    private boolean end(Reply reply, String reason) throws IOException {
        ended(reason, reply);
        peer.send(reply);
        peer.closeSoftly();
        return false;
    }

    private boolean startTls(Step step) throws IOException {
        peer.send(step.reply());
        peer.flush();
        try {
            gate.protectedBy(peer.startTls(parts.tls().orElseThrow()));
        } catch (IOException e) {
            LOG.debug("no TLS with {}: {}", peer.address(), e.toString());
            ended(
                    peer.isOverdue() || e instanceof SocketTimeoutException
                            ? "tls-timeout"
                            : "tls-failed",
                    null);
            return false;
        }
        state = step.next();
        return true;
    }

    /// Takes the content of one message and hands it on; whatever comes of it, the transaction is used up.
    private boolean transfer(State.Transferring transfer, Reply start)
            throws IOException, InterruptedException {
        inTransfer = envelope(transfer.transaction());
        state = transfer;
        Step step;
        Optional<Intake> room =
                parts.spool().begin(transfer.transaction().parameters().size(), gate.share());
        if (room.isEmpty()) {
            step = finished(transfer, notTaken(Gate.NO_ROOM, "no-room"));
        } else {
            try (Intake intake = room.get()) {
                step = take(transfer, start, intake);
            }
        }
        inTransfer = null;
        state = step.next();
        if (step.then() == Step.Then.CLOSE) {
            peer.send(step.reply());
            peer.closeSoftly();
            return false;
        }
        peer.send(step.reply());
        return true;
    }

    private Step take(State.Transferring transfer, Reply start, Intake intake)
            throws IOException, InterruptedException {
        long begun = gate.clock().begin();
        peer.send(start);
        peer.beginTransfer();
        DataReader.Ending ending = new DataReader(peer.input(), settings.content()).read(intake);
        peer.endTransfer();
        gate.clock().end("receive", begun);
        return switch (ending) {
            case DataReader.Ending.Complete _ -> handOn(transfer, intake);
            case DataReader.Ending.TooLarge _ -> broken(transfer, ending, "too-large");
            case DataReader.Ending.LineTooLong _ -> broken(transfer, ending, "line-too-long");
            case DataReader.Ending.BareCr _ -> broken(transfer, ending, "bare-cr");
            case DataReader.Ending.BareLf _ -> broken(transfer, ending, "bare-lf");
            case DataReader.Ending.Closed _ -> broken(transfer, ending, "client-gone");
        };
    }

    private Step broken(State.Transferring transfer, DataReader.Ending ending, String reason) {
        Step step = Conversation.broken(transfer, ending);
        notTaken(step.reply(), reason);
        return step;
    }

    private Step handOn(State.Transferring transfer, Intake intake) throws InterruptedException {
        Envelope envelope = gate.expanded(envelope());
        Optional<Content> whole = intake.finish();
        if (whole.isEmpty()) {
            return finished(transfer, notTaken(Gate.NO_ROOM, "no-room"));
        }
        try (Content content = whole.get()) {
            var arrival =
                    new Arrival(
                            gate.id(),
                            Door.EDGE,
                            gate.direction(),
                            gate.client(transfer.hello()),
                            envelope,
                            gate.clock());
            shutdown.enterJourney();
            return finished(transfer, parts.onward().receive(arrival, content));
        } catch (RuntimeException e) {
            LOG.error("bug in the journey of message {}", gate.id(), e);
            return finished(transfer, notTaken(Replies.TRY_LATER, "bug"));
        } finally {
            shutdown.leaveJourney();
        }
    }

    private static Step finished(State.Transferring transfer, Reply reply) {
        return Conversation.finished(transfer, reply);
    }

    private static Envelope envelope(Transaction transaction) {
        MailParameters said = transaction.parameters();
        return new Envelope(
                transaction.sender(),
                transaction.recipients(),
                said.isEightBit(),
                said.smtpUtf8(),
                new Notices(said.ret(), said.envid(), transaction.asked()));
    }

    private Envelope envelope() {
        Envelope envelope = inTransfer;
        if (envelope == null) {
            throw new IllegalStateException("no transfer");
        }
        return envelope;
    }

    /// Reports a message that does not reach the journey; gives the reply with its id.
    private Reply notTaken(Reply reply, String reason) {
        report(envelope(), reply, reason);
        inTransfer = null;
        return gate.withId(reply);
    }

    private void report(Envelope envelope, @Nullable Reply reply, String reason) {
        if (state instanceof State.Transferring(_, var hello, _)) {
            saw(
                    new EdgeEvent.NotTaken(
                            parts.clock().instant(),
                            gate.id(),
                            gate.client(hello),
                            envelope,
                            Optional.ofNullable(reply),
                            reason));
        }
    }

    /// Reports the end of a session that did not end well.
    private void ended(String reason, @Nullable Reply reply) {
        Envelope lost = inTransfer;
        if (lost != null) {
            report(lost, reply, reason);
        } else {
            saw(new EdgeEvent.Dropped(parts.clock().instant(), peer.address(), reason));
        }
    }

    private void saw(EdgeEvent event) {
        parts.watcher().saw(event);
    }
}
