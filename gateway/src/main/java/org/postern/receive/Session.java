package org.postern.receive;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.postern.journey.Client;
import org.postern.mail.smtp.AuthDialogue;
import org.postern.mail.smtp.Command;
import org.postern.mail.smtp.CommandParser;
import org.postern.mail.smtp.Conversation;
import org.postern.mail.smtp.Line;
import org.postern.mail.smtp.ProxyHeader;
import org.postern.mail.smtp.ProxyReader;
import org.postern.mail.smtp.Replies;
import org.postern.mail.smtp.Reply;
import org.postern.mail.smtp.State;
import org.postern.mail.smtp.Step;
import org.postern.mail.smtp.Xclient;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One client from its connection to its end: gives lines to the [Conversation], does what the steps say, and hands
/// whole messages on. Runs on a thread of its own.
final class Session implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(Session.class);

    private static final Reply SPOKE_EARLY =
            Reply.of(554, "5.5.0", "You spoke before the greeting; closing");
    private static final Reply BROKEN =
            Reply.of(421, "4.3.0", "Something broke here; try again later");

    private final EdgeSettings settings;
    private final Parts parts;
    private final LoginDesk logins;
    private final Peer peer;
    private final Admitted admitted;
    private final BooleanSupplier draining;
    private final Doorkeeper gate;
    private final Conversation conversation;
    private final CommandParser parser;
    private final Shutdown shutdown;
    private final Reception reception;
    private State state = State.Connected.NEW;

    Session(
            EdgeSettings settings,
            Parts parts,
            LoginDesk logins,
            Peer peer,
            Admitted admitted,
            Doorkeeper gate,
            BooleanSupplier draining) {
        this.settings = settings;
        this.parts = parts;
        this.logins = logins;
        this.peer = peer;
        this.admitted = admitted;
        this.draining = draining;
        this.shutdown = new Shutdown(peer);
        this.gate = gate;
        this.reception = new Reception(settings, parts, peer, gate, shutdown);
        this.conversation = new Conversation(parts.name(), settings.conversation(), gate);
        this.parser = gate.role().parser(parts.recipients().home());
    }

    Peer peer() {
        return peer;
    }

    Shutdown shutdown() {
        return shutdown;
    }

    @Override
    public void run() {
        try (admitted;
                peer;
                reception) {
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
        if (settings.spokesmen().isProxy(peer.address().getAddress()) && !isIntroduced()) {
            return;
        }
        if (gate.role() == Role.SUBMISSIONS) {
            if (!protect(peer::beginTls)) {
                return;
            }
        } else if (peer.input().buffered() > 0 || peer.spokeEarly()) {
            turnAway(SPOKE_EARLY, "early-talker");
            return;
        }
        if (isUnwelcome()) {
            return;
        }
        peer.send(Replies.greeting(parts.name()));
        boolean open = true;
        while (open) {
            peer.inTransaction(inTransaction());
            if (!awaitsCommand()) {
                return;
            }
            Line line = peer.input().readLine(longestCommand());
            if (!shutdown.isOurs()) {
                return;
            }
            open = heard(line);
        }
    }

    /// Whether the client is sent away before a word (RFC 5321 §3.1); not who may relay, and not where people log in.
    private boolean isUnwelcome() throws InterruptedException {
        if (gate.role() != Role.EDGE || admitted.relay()) {
            return false;
        }
        ClientCheck.Checked checked = parts.clients().greeted(peer.address().getAddress());
        checked.refusal().ifPresent(it -> turnAway(it, checked.reason()));
        return checked.refusal().isPresent();
    }

    private void turnAway(Reply reply, String reason) {
        saw(new EdgeEvent.TurnedAway(parts.clock().instant(), peer.address(), reason));
        peer.farewell(reply);
    }

    /// Hears from a proxy who the client is; false if there is no such client here.
    private boolean isIntroduced() throws IOException {
        peer.awaitCommand();
        return switch (ProxyReader.read(peer.input())) {
            case ProxyHeader.Told(String address, int port) ->
                    becomes(new InetSocketAddress(InetAddress.ofLiteral(address), port));
            case ProxyHeader.Itself _ -> true;
            case ProxyHeader.Malformed(String why) -> {
                LOG.warn("proxy {} sent no PROXY header: {}", peer.address(), why);
                ended("bad-proxy-header", null);
                peer.reset();
                yield false;
            }
            case ProxyHeader.Closed _ -> {
                ended("connection-lost", null);
                yield false;
            }
        };
    }

    private boolean becomes(InetSocketAddress client) {
        peer.speaksFor(client);
        return switch (admitted.become(client)) {
            case Admitted.Change.Made _ -> true;
            case Admitted.Change.Refused(Reply reply, String reason) -> {
                turnAway(reply, reason);
                yield false;
            }
        };
    }

    private boolean otherClient(Xclient told, Step step) throws IOException {
        InetSocketAddress before = peer.address();
        InetAddress address =
                told.address().isEmpty()
                        ? before.getAddress()
                        : InetAddress.ofLiteral(told.address());
        int port = told.port().orElse(told.address().isEmpty() ? before.getPort() : 0);
        if (!becomes(new InetSocketAddress(address, port))) {
            return false;
        }
        gate.told(told);
        state = step.next();
        peer.send(step.reply());
        return true;
    }

    /// An answer beside AUTH may be long (RFC 4954 §4).
    private int longestCommand() {
        int usual = settings.conversation().commandLine();
        return gate.role().takesLogins() ? Math.max(usual, AuthDialogue.MAX_LINE) : usual;
    }

    /// Prepares to wait for a command; false if the session is over because the server stops.
    private boolean awaitsCommand() throws IOException {
        peer.awaitCommand();
        if (inTransaction() || peer.input().buffered() > 0) {
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

    private boolean inTransaction() {
        return state instanceof State.Addressing || state instanceof State.Chunked;
    }

    /// Does what a line asks for; false if that was the end.
    private boolean heard(Line line) throws IOException, InterruptedException {
        return switch (line) {
            case Line.Complete(String octets) -> answer(octets);
            case Line.Closed _ -> {
                if (inTransaction()) {
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

    /// A server that has the message in its queue may name recipients with letters that nobody asked for.
    private Command command(String octets) {
        Command command = parser.parse(octets);
        boolean beyondAscii =
                command instanceof Command.Rcpt rcpt
                        && rcpt.beyondAscii()
                        && state instanceof State.Addressing addressing
                        && !addressing.transaction().parameters().smtpUtf8();
        return beyondAscii && !gate.role().mayRefuse() ? parser.parseAscii(octets) : command;
    }

    private boolean answer(String octets) throws IOException, InterruptedException {
        Command command = command(octets);
        if (command.mustBeLast() && peer.input().hasMore()) {
            return end(Replies.IMPROPER_PIPELINING, "improper-pipelining");
        }
        if (command instanceof Command.Mail mail && state instanceof State.Ready ready) {
            gate.announce(mail.parameters().size(), ready.forwarded());
        }
        Step step = conversation.step(state, command);
        return switch (step.then()) {
            case ANSWER -> {
                state = step.next();
                if (!(state instanceof State.Chunked)) {
                    reception.forget();
                }
                peer.send(step.reply());
                yield true;
            }
            case START_TLS -> startTls(step);
            case OTHER_CLIENT -> otherClient(((Command.TellClient) command).told(), step);
            case AUTHENTICATE -> logIn(step.next(), (Command.Auth) command);
            case READ_DATA -> {
                state = step.next();
                yield goOn(reception.data((State.Transferring) step.next(), step.reply()));
            }
            case READ_CHUNK -> {
                state = step.next();
                yield goOn(reception.chunk((State.Chunk) step.next()));
            }
            case SKIP_CHUNK -> skip((State.Skipping) step.next(), step.reply());
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
        return reply.equals(Replies.NOT_SMTP) ? "not-smtp" : "bad-chunk";
    }

    private boolean end(Reply reply, String reason) throws IOException {
        ended(reason, reply);
        peer.send(reply);
        peer.closeSoftly();
        return false;
    }

    /// Lets the client prove who it is; false if that was the end.
    private boolean logIn(State ready, Command.Auth command)
            throws IOException, InterruptedException {
        return switch (logins.attempt(peer, command, this::pause)) {
            case LoginDesk.Result.Answered(Reply reply, Optional<Login> login) -> {
                login.ifPresent(gate::loggedIn);
                Step step = Conversation.loggedIn(ready, reply);
                state = step.next();
                peer.send(step.reply());
                yield true;
            }
            case LoginDesk.Result.Broken(Line line) -> heard(line);
        };
    }

    /// A server that stops does not wait for a guesser.
    private void pause(Duration length) throws InterruptedException {
        if (!length.isPositive()) {
            return;
        }
        try {
            shutdown.enterJourney();
            Thread.sleep(length);
        } finally {
            shutdown.leaveJourney();
        }
    }

    private boolean startTls(Step step) throws IOException {
        peer.send(step.reply());
        peer.flush();
        if (!protect(peer::startTls)) {
            return false;
        }
        state = step.next();
        return true;
    }

    /// A way to begin TLS.
    @FunctionalInterface
    private interface Handshake {
        Client.Tls with(TlsMaterial tls) throws IOException;
    }

    /// Begins TLS; false if it failed.
    private boolean protect(Handshake handshake) throws IOException {
        try {
            gate.protectedBy(handshake.with(parts.tls().orElseThrow()));
        } catch (IOException e) {
            LOG.debug("no TLS with {}: {}", peer.address(), e.toString());
            ended(
                    peer.isOverdue() || e instanceof SocketTimeoutException
                            ? "tls-timeout"
                            : "tls-failed",
                    null);
            return false;
        }
        return true;
    }

    /// Goes on behind content, whatever came of it.
    private boolean goOn(Step step) throws IOException {
        state = step.next();
        peer.send(step.reply());
        if (step.then() == Step.Then.CLOSE) {
            peer.closeSoftly();
            return false;
        }
        return true;
    }

    private boolean skip(State.Skipping chunk, Reply refusal) throws IOException {
        Optional<Step> behind = reception.skip(chunk, refusal);
        if (behind.isEmpty()) {
            ended("client-gone", null);
            return false;
        }
        return goOn(behind.get());
    }

    /// Reports the end of a session that did not end well.
    private void ended(String reason, @Nullable Reply reply) {
        if (!reception.lost(reply, reason)) {
            saw(new EdgeEvent.Dropped(parts.clock().instant(), peer.address(), reason));
        }
    }

    private void saw(EdgeEvent event) {
        parts.watcher().saw(event);
    }
}
