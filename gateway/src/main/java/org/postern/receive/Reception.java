package org.postern.receive;

import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.postern.journey.Arrival;
import org.postern.journey.Content;
import org.postern.journey.Envelope;
import org.postern.journey.Notices;
import org.postern.mail.smtp.ChunkReader;
import org.postern.mail.smtp.Conversation;
import org.postern.mail.smtp.DataReader;
import org.postern.mail.smtp.Hello;
import org.postern.mail.smtp.MailParameters;
import org.postern.mail.smtp.Replies;
import org.postern.mail.smtp.Reply;
import org.postern.mail.smtp.State;
import org.postern.mail.smtp.Step;
import org.postern.mail.smtp.Transaction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Takes the content of messages on one connection, in one piece or in chunks, and hands whole messages on. For one
/// thread; closing it forgets a message that is not whole.
final class Reception implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Reception.class);

    private final EdgeSettings settings;
    private final Parts parts;
    private final Peer peer;
    private final Doorkeeper gate;
    private final Shutdown shutdown;
    private @Nullable InTransfer inTransfer;
    private @Nullable Chunks chunks;

    /// The message that is being taken.
    ///
    /// @param begun on the clock of the transaction
    private record InTransfer(Hello hello, Envelope envelope, long begun) {}

    Reception(EdgeSettings settings, Parts parts, Peer peer, Doorkeeper gate, Shutdown shutdown) {
        this.settings = settings;
        this.parts = parts;
        this.peer = peer;
        this.gate = gate;
        this.shutdown = shutdown;
    }

    /// Takes the content behind DATA.
    ///
    /// @param start the reply that asks for it
    Step data(State.Transferring transfer, Reply start) throws IOException, InterruptedException {
        begin(transfer);
        Optional<Intake> room = room(transfer);
        Step step;
        if (room.isEmpty()) {
            step = Conversation.finished(transfer, notTaken(Gate.NO_ROOM, "no-room"));
        } else {
            try (Intake intake = room.get()) {
                peer.send(start);
                peer.beginTransfer();
                DataReader.Ending ending =
                        new DataReader(peer.input(), settings.content()).read(intake);
                peer.endTransfer();
                step =
                        ending instanceof DataReader.Ending.Complete
                                ? handOn(transfer, intake.finish())
                                : broken(transfer, ending);
            }
        }
        inTransfer = null;
        return step;
    }

    /// Takes one chunk; behind the last one the message is whole.
    Step chunk(State.Chunk chunk) throws IOException, InterruptedException {
        if (inTransfer == null) {
            begin(chunk);
            Optional<Intake> room = room(chunk);
            chunks = room.map(it -> new Chunks(it, peer.input(), settings.content())).orElse(null);
        }
        Step step = chunk(chunk, chunks);
        if (!(step.next() instanceof State.Chunked)) {
            forget();
        }
        return step;
    }

    private Step chunk(State.Chunk chunk, @Nullable Chunks begun)
            throws IOException, InterruptedException {
        peer.beginTransfer();
        DataReader.Ending ending = begun == null ? readAway(chunk) : begun.read(chunk);
        peer.endTransfer();
        if (!(ending instanceof DataReader.Ending.Complete)) {
            return broken(chunk, ending);
        }
        if (begun == null || begun.isDropping()) {
            return Conversation.finished(chunk, notTaken(Gate.NO_ROOM, "no-room"));
        }
        return chunk.last() ? handOn(chunk, begun.finish()) : Conversation.chunkTaken(chunk);
    }

    private DataReader.Ending readAway(State.Chunk chunk) throws IOException {
        return ChunkReader.skip(peer.input(), chunk.octets())
                ? new DataReader.Ending.Complete(0)
                : new DataReader.Ending.Closed();
    }

    /// Reads away a chunk that was refused; empty if the client closed before its end.
    Optional<Step> skip(State.Skipping chunk, Reply refusal) throws IOException {
        forget();
        peer.beginTransfer();
        boolean whole = ChunkReader.skip(peer.input(), chunk.octets());
        peer.endTransfer();
        return whole ? Optional.of(Conversation.skipped(chunk, refusal)) : Optional.empty();
    }

    /// Forgets chunks of which the client wants to hear no more.
    void forget() {
        inTransfer = null;
        if (chunks != null) {
            chunks.close();
            chunks = null;
        }
    }

    @Override
    public void close() {
        forget();
    }

    /// Reports that the connection ended in the middle of a message; false if there is none.
    boolean lost(@Nullable Reply reply, String reason) {
        if (inTransfer == null) {
            return false;
        }
        report(inTransfer, reply, reason);
        return true;
    }

    private void begin(State.Receiving transfer) {
        inTransfer =
                new InTransfer(
                        transfer.hello(), envelope(transfer.transaction()), gate.clock().begin());
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

    private Optional<Intake> room(State.Receiving transfer) {
        return parts.spool().begin(transfer.transaction().parameters().size(), gate.share());
    }

    private Step broken(State.Receiving transfer, DataReader.Ending ending) {
        Step step = Conversation.broken(transfer, ending);
        notTaken(step.reply(), reason(ending));
        return step;
    }

    private static String reason(DataReader.Ending ending) {
        return switch (ending) {
            case DataReader.Ending.TooLarge _ -> "too-large";
            case DataReader.Ending.LineTooLong _ -> "line-too-long";
            case DataReader.Ending.BareCr _ -> "bare-cr";
            case DataReader.Ending.BareLf _ -> "bare-lf";
            case DataReader.Ending.Closed _ -> "client-gone";
            case DataReader.Ending.Complete _ ->
                    throw new IllegalArgumentException("the content is complete");
        };
    }

    private Step handOn(State.Receiving transfer, Optional<Content> whole)
            throws InterruptedException {
        InTransfer taken = inTransfer();
        gate.clock().end("receive", taken.begun());
        if (whole.isEmpty()) {
            return Conversation.finished(transfer, notTaken(Gate.NO_ROOM, "no-room"));
        }
        try (Content content = whole.get()) {
            if (!gate.isAuthor(content)) {
                return Conversation.finished(
                        transfer, notTaken(Gate.NOT_YOUR_NAME, "author-of-another"));
            }
            var arrival =
                    new Arrival(
                                    gate.id(),
                                    gate.door(),
                                    gate.direction(),
                                    gate.client(taken.hello()),
                                    gate.expanded(taken.envelope()),
                                    gate.clock(),
                                    gate.neighbour())
                            .behind(gate.learnt());
            shutdown.enterJourney();
            return Conversation.finished(transfer, parts.onward().receive(arrival, content));
        } catch (RuntimeException e) {
            LOG.error("bug in the journey of message {}", gate.id(), e);
            return Conversation.finished(transfer, notTaken(Replies.TRY_LATER, "bug"));
        } finally {
            shutdown.leaveJourney();
        }
    }

    private InTransfer inTransfer() {
        InTransfer transfer = inTransfer;
        if (transfer == null) {
            throw new IllegalStateException("no transfer");
        }
        return transfer;
    }

    /// Reports a message that does not reach the journey; gives the reply with its id.
    private Reply notTaken(Reply reply, String reason) {
        report(inTransfer(), reply, reason);
        inTransfer = null;
        return gate.withId(reply);
    }

    private void report(InTransfer lost, @Nullable Reply reply, String reason) {
        parts.watcher()
                .saw(
                        new EdgeEvent.NotTaken(
                                parts.clock().instant(),
                                gate.id(),
                                gate.client(lost.hello()),
                                lost.envelope(),
                                Optional.ofNullable(reply).map(gate::said),
                                reason));
    }
}
