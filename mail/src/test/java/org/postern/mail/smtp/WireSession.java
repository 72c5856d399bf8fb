package org.postern.mail.smtp;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.postern.mail.address.Address;
import org.postern.mail.address.AddressParser;
import org.postern.mail.address.Domain;
import org.postern.mail.address.ReversePath;

/// A whole server session without sockets: octets in, replies and messages out. It is the order of calls that the edge
/// follows, and nothing else.
final class WireSession implements Conversation.Rules {
    record Message(ReversePath sender, List<Address> recipients, String content) {}

    final List<Reply> replies = new ArrayList<>();
    final List<Message> messages = new ArrayList<>();
    final List<Reply> sent = new ArrayList<>();
    final List<State> states = new ArrayList<>();
    private final ConversationLimits limits;
    private final ContentLimits contentLimits;
    private final CommandParser parser = new CommandParser(new Domain.Name("example.org"));
    private Conversation.Tls tls = Conversation.Tls.OFFERED;
    private ChunkReader chunks =
            new ChunkReader(new WireInput(InputStream.nullInputStream()), ContentLimits.DEFAULTS);
    private final ByteArrayOutputStream chunked = new ByteArrayOutputStream();
    boolean notices;
    boolean telling;
    boolean forwarding;
    State state = State.Connected.NEW;

    WireSession() {
        this(ConversationLimits.DEFAULTS, ContentLimits.DEFAULTS);
    }

    WireSession(ConversationLimits limits, ContentLimits contentLimits) {
        this.limits = limits;
        this.contentLimits = contentLimits;
    }

    @Override
    public Conversation.Tls tls() {
        return tls;
    }

    @Override
    public boolean mayGetNotices() {
        return notices;
    }

    @Override
    public boolean mayTellClient() {
        return telling;
    }

    @Override
    public boolean mayForward() {
        return forwarding;
    }

    @Override
    public Optional<Reply> refuseSender(Hello hello, ReversePath sender) {
        return sender.toString().endsWith("@bad.example")
                ? Optional.of(Reply.of(550, "5.7.1", "Sender refused"))
                : Optional.empty();
    }

    @Override
    public Optional<Reply> refuseRecipient(Hello hello, ReversePath sender, Address recipient) {
        return recipient.domain().equals(new Domain.Name("example.org"))
                ? Optional.empty()
                : Optional.of(Reply.of(550, "5.7.1", "Relaying denied"));
    }

    /// Plays everything that the stream holds; "TLS" begins where STARTTLS was answered, with the octets not yet read.
    WireSession play(InputStream from) {
        try {
            var in = new WireInput(from);
            if (in.hasMore()) {
                take(Conversation.close(state, Replies.IMPROPER_PIPELINING));
            }
            while (!(state instanceof State.Closed)) {
                one(in);
            }
            return this;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private void one(WireInput in) throws IOException {
        Line line = in.readLine(limits.commandLine());
        if (!(line instanceof Line.Complete(String text))) {
            take(Conversation.unreadable(state, line));
            return;
        }
        Command command = parser.parse(text);
        if (command.mustBeLast() && in.hasMore()) {
            take(Conversation.close(state, Replies.IMPROPER_PIPELINING));
            return;
        }
        Step step = new Conversation("mx.example.org", limits, this).step(state, command);
        take(step);
        if (step.then() == Step.Then.START_TLS) {
            in.discard();
            tls = Conversation.Tls.ACTIVE;
        }
        switch (step.next()) {
            case State.Transferring transfer -> take(content(in, transfer));
            case State.Chunk chunk -> take(chunk(in, chunk));
            case State.Skipping skipping ->
                    take(
                            ChunkReader.skip(in, skipping.octets())
                                    ? Conversation.skipped(skipping, step.reply())
                                    : Conversation.close(skipping, Replies.BYE));
            case State.Connected _,
                    State.Ready _,
                    State.Addressing _,
                    State.Chunked _,
                    State.Closed _ -> {}
        }
    }

    private Step chunk(WireInput in, State.Chunk chunk) throws IOException {
        if (chunk.taken() == 0) {
            chunks = new ChunkReader(in, contentLimits);
            chunked.reset();
        }
        DataReader.Ending ending = chunks.read(chunked::write, chunk.octets(), chunk.last());
        if (!(ending instanceof DataReader.Ending.Complete)) {
            return Conversation.broken(chunk, ending);
        }
        if (!chunk.last()) {
            return Conversation.chunkTaken(chunk);
        }
        messages.add(message(chunk.transaction(), chunked));
        return Conversation.finished(chunk, Replies.OK);
    }

    private static Message message(Transaction transaction, ByteArrayOutputStream content) {
        return new Message(
                transaction.sender(),
                transaction.recipients(),
                content.toString(StandardCharsets.ISO_8859_1));
    }

    private Step content(WireInput in, State.Transferring transfer) throws IOException {
        var content = new ByteArrayOutputStream();
        DataReader.Ending ending = new DataReader(in, contentLimits).read(content::write);
        if (!(ending instanceof DataReader.Ending.Complete)) {
            return Conversation.broken(transfer, ending);
        }
        messages.add(message(transfer.transaction(), content));
        return Conversation.finished(transfer, Replies.OK);
    }

    private void take(Step step) {
        replies.add(step.reply());
        if (step.then() != Step.Then.READ_CHUNK && step.then() != Step.Then.SKIP_CHUNK) {
            sent.add(step.reply());
        }
        states.add(step.next());
        state = step.next();
    }

    String codes() {
        return String.join(
                " ", sent.stream().map(reply -> Integer.toString(reply.code())).toList());
    }

    static Address address(String text) {
        return AddressParser.ASCII.address(text).orThrow();
    }
}
