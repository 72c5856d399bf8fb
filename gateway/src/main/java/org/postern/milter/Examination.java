package org.postern.milter;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
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
import org.postern.journey.MailId;
import org.postern.journey.Neighbour;
import org.postern.mail.milter.Ability;
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

    private static final Reply CHANGED =
            Reply.of(
                    554,
                    "5.4.6",
                    "Passed this milter before, and was changed on its way back: the listener that"
                            + " takes mail back should ask no milter");

    /// Each is taken out by a packet of its own.
    private static final int MOST_MARKS = 100;

    private static final Reply TOO_MANY_MARKS =
            Reply.of(554, "5.6.0", "Too many fields " + PassMark.NAME);

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
        Arrival arrival = arrival(whole, message);
        Optional<Content> finished = message.finish();
        if (finished.isEmpty()) {
            return refused(whole, message, Taking.NO_ROOM, "no-room");
        }
        try (Content content = finished.get()) {
            PassMark.Reading before =
                    message.mark()
                            .map(it -> parts.mark().read(it, arrival.envelope(), content))
                            .orElseGet(PassMark.Reading.Foreign::new);
            return switch (before) {
                case PassMark.Reading.Passed(MailId id) -> passed(whole, message, arrival, id);
                case PassMark.Reading.Changed _ ->
                        refused(whole, message, CHANGED, "changed-on-its-way-back");
                case PassMark.Reading.Foreign _ -> unmarked(whole, message, arrival, content);
            };
        } catch (ExecutionException e) {
            boolean cut = e.getCause() instanceof InterruptedException;
            if (!cut) {
                LOG.error("bug in the journey of message {}", message.id(), e.getCause());
            }
            return refused(whole, message, Replies.TRY_LATER, cut ? "shutdown" : "bug");
        }
    }

    private List<MilterReply> unmarked(
            Whole whole, Taking message, Arrival arrival, Content content)
            throws IOException, InterruptedException, ExecutionException {
        if (HandBack.isBack(message.trace(), arrival.client().hello())) {
            return refused(whole, message, HandBack.WANTED, "handed-back-without-mark");
        }
        if (message.marks() > MOST_MARKS) {
            return refused(whole, message, TOO_MANY_MARKS, "too-many-marks");
        }
        return changes(whole, message, judged(arrival, content));
    }

    private List<MilterReply> refused(Whole whole, Taking message, Reply reply, String reason) {
        Reply told = message.withId(reply);
        parts.watcher().saw(notTaken(whole, message, told, reason));
        return List.of(new MilterReply.Refuse(told));
    }

    /// What we gave back ourselves goes on as it is, without what told us so.
    private List<MilterReply> passed(Whole whole, Taking message, Arrival arrival, MailId id) {
        parts.watcher()
                .saw(
                        new MilterEvent.PassedBefore(
                                id, arrival.client(), arrival.neighbour().queueId()));
        List<MilterReply> changes = withoutMarks(whole, message);
        changes.add(new MilterReply.Accept());
        return changes;
    }

    /// The last one first, so that the others keep their numbers.
    private static List<MilterReply> withoutMarks(Whole whole, Taking message) {
        var changes = new ArrayList<MilterReply>();
        if (whole.visit().options().can(Ability.CHANGE_HEADERS)) {
            for (int i = message.marks(); i > 0; i--) {
                changes.add(new MilterReply.ChangeHeader(i, PassMark.NAME, ""));
            }
        }
        return changes;
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
        Client client = facts.client(whole.visit());
        Envelope envelope = envelope(whole, message, client);
        return new MilterEvent.NotTaken(message.id(), client, envelope, reply, reason);
    }

    private Envelope envelope(Whole whole, Taking message, Client client) {
        return message.addressees().envelope(facts.isStranger(whole.visit(), client));
    }

    private Arrival arrival(Whole whole, Taking message) {
        Client client = facts.client(whole.visit());
        Envelope envelope = envelope(whole, message, client);
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
            Whole whole, Taking message, Journey.Reviewed reviewed) {
        if (!reviewed.reply().isPositive()) {
            return List.of(new MilterReply.Refuse(reviewed.reply()));
        }
        if (reviewed.ours()) {
            return List.of(new MilterReply.Discard());
        }
        List<MilterReply> changes = withoutMarks(whole, message);
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
