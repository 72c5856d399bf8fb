package org.postern.milter;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.postern.journey.Arrival;
import org.postern.journey.Client;
import org.postern.journey.Content;
import org.postern.journey.Door;
import org.postern.journey.Envelope;
import org.postern.journey.Journey;
import org.postern.journey.Neighbour;
import org.postern.mail.address.Address;
import org.postern.mail.milter.MilterReply;
import org.postern.mail.milter.MilterState.Whole;
import org.postern.mail.milter.Trait;
import org.postern.mail.smtp.Replies;
import org.postern.mail.smtp.Reply;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Has whole messages of one connection judged, and says what the server shall do. While that takes long the server is told
/// that somebody is at work. For one thread, but for [#stop] and [#cut].
final class Examination {
    private static final Logger LOG = LoggerFactory.getLogger(Examination.class);

    private final Parts parts;
    private final Facts facts;
    private final Link link;
    private final Duration progress;
    private final Object fence = new Object();

    // All three are guarded by the fence.
    private boolean stopping;
    private boolean busy;
    private @Nullable Thread worker;

    Examination(Parts parts, Facts facts, Link link, Duration progress) {
        this.parts = parts;
        this.facts = facts;
        this.link = link;
        this.progress = progress;
    }

    /// Ends the connection, at once where nothing is being judged, else behind that.
    void stop() {
        synchronized (fence) {
            stopping = true;
            if (!busy) {
                link.close();
            }
        }
    }

    /// Gives up what is being judged.
    void cut() {
        synchronized (fence) {
            if (worker != null) {
                worker.interrupt();
            }
        }
    }

    boolean isStopping() {
        synchronized (fence) {
            return stopping;
        }
    }

    /// What the server shall do with a message; [#tell] follows.
    List<MilterReply> of(Whole whole, Taking message) throws IOException, InterruptedException {
        synchronized (fence) {
            if (stopping) {
                throw new IOException("the gateway stops");
            }
            busy = true;
        }
        Map<Address, List<String>> recipients = facts.recipients(whole.visit(), whole.message());
        Arrival arrival = arrival(whole, message, recipients);
        Optional<Content> finished = message.finish();
        if (finished.isEmpty()) {
            Reply reply = message.withId(Taking.NO_ROOM);
            parts.watcher().saw(notTaken(whole, message, reply, "no-room"));
            return List.of(new MilterReply.Refuse(reply));
        }
        try (Content content = finished.get()) {
            return changes(whole, recipients, judged(arrival, content));
        } catch (ExecutionException e) {
            boolean cut = e.getCause() instanceof InterruptedException;
            if (!cut) {
                LOG.error("bug in the journey of message {}", message.id(), e.getCause());
            }
            Reply reply = message.withId(Replies.TRY_LATER);
            parts.watcher().saw(notTaken(whole, message, reply, cut ? "shutdown" : "bug"));
            return List.of(new MilterReply.Refuse(reply));
        }
    }

    /// Tells the server, in one piece, what it shall do.
    void tell(List<MilterReply> answers) throws IOException {
        var octets = new ByteArrayOutputStream();
        answers.forEach(it -> octets.writeBytes(it.encode()));
        try {
            link.write(octets.toByteArray());
        } finally {
            synchronized (fence) {
                busy = false;
                worker = null;
                if (stopping) {
                    link.close();
                }
            }
        }
    }

    /// What is told of a message that does not reach the journey.
    MilterEvent notTaken(Whole whole, Taking message, Reply reply, String reason) {
        var recipients = facts.recipients(whole.visit(), whole.message());
        return new MilterEvent.NotTaken(
                message.id(),
                facts.client(whole.visit()),
                facts.envelope(whole.visit(), whole.message(), recipients),
                reply,
                reason);
    }

    private Arrival arrival(Whole whole, Taking message, Map<Address, List<String>> recipients) {
        Client client = facts.client(whole.visit());
        Envelope envelope = facts.envelope(whole.visit(), whole.message(), recipients);
        return new Arrival(
                message.id(),
                Door.MILTER,
                facts.direction(whole.visit(), client, envelope),
                client,
                envelope,
                message.clock(),
                new Neighbour(Facts.queueId(whole.visit()), true));
    }

    /// The review runs on a thread of its own, so that this one can tell of progress. It is waited for whatever becomes of
    /// the connection: it uses the content.
    private Journey.Reviewed judged(Arrival arrival, Content content)
            throws IOException, InterruptedException, ExecutionException {
        var task = new FutureTask<>(() -> parts.review().review(arrival, content));
        synchronized (fence) {
            worker = Thread.ofVirtual().name("milter-review").start(task);
        }
        Optional<IOException> gone = Optional.empty();
        while (true) {
            try {
                Journey.Reviewed reviewed = task.get(progress.toNanos(), TimeUnit.NANOSECONDS);
                if (gone.isPresent()) {
                    throw gone.get();
                }
                return reviewed;
            } catch (TimeoutException _) {
                gone = gone.isPresent() ? gone : sayProgress();
            }
        }
    }

    private Optional<IOException> sayProgress() {
        try {
            link.write(new MilterReply.Progress().encode());
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of(e);
        }
    }

    private static List<MilterReply> changes(
            Whole whole, Map<Address, List<String>> recipients, Journey.Reviewed reviewed) {
        if (!reviewed.reply().isPositive()) {
            return List.of(new MilterReply.Refuse(reviewed.reply()));
        }
        var removed = new HashSet<>(reviewed.removed());
        if (removed.containsAll(recipients.keySet())) {
            return List.of(new MilterReply.Discard());
        }
        var changes = new ArrayList<MilterReply>();
        recipients.forEach((address, written) -> {
            if (removed.contains(address)) {
                written.forEach(it -> changes.add(new MilterReply.DeleteRecipient(it)));
            }
        });
        boolean leadingSpace = whole.visit().options().has(Trait.LEADING_SPACE);
        field(reviewed.trace(), leadingSpace).ifPresent(changes::add);
        changes.add(new MilterReply.Accept());
        return changes;
    }

    /// A field as a change: without its last line end, and with the line ends of the protocol.
    private static Optional<MilterReply> field(String text, boolean leadingSpace) {
        int colon = text.indexOf(':');
        if (colon <= 0) {
            return Optional.empty();
        }
        String value = text.substring(colon + 1).stripTrailing().replace("\r\n", "\n");
        return Optional.of(
                new MilterReply.InsertHeader(
                        0, text.substring(0, colon), leadingSpace ? value : value.stripLeading()));
    }
}
