package org.postern.app.tools;

import java.io.IOException;
import java.net.ConnectException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import org.postern.mail.smtp.Capabilities;
import org.postern.mail.smtp.ClientCommand;
import org.postern.mail.smtp.MailParameters;
import org.postern.mail.smtp.Reply;

/// Puts load on a server, once. Each session is a thread that takes the next number, sends that message, and waits for
/// its final reply; so at most as many messages are under way as there are sessions.
public final class Load {
    /// Up to here each session is a platform thread, which wakes up faster than a virtual one.
    private static final int PLATFORM_SESSIONS = 64;

    /// How often the sessions are looked after.
    private static final Duration ROUND = Duration.ofSeconds(1);

    private static final String NAME = "load.postern.example";

    private final LoadPlan plan;
    private final AtomicLong next = new AtomicLong();
    private final LongAdder accepted = new LongAdder();
    private final LongAdder octets = new LongAdder();
    private final Map<String, LongAdder> errors = new ConcurrentHashMap<>();
    private final Timings timings = new Timings();
    private final String run = Long.toString(System.currentTimeMillis(), 36);
    private final Map<Session, Thread> sessions = new LinkedHashMap<>();
    private long begin;

    public Load(LoadPlan plan) {
        this.plan = plan;
    }

    /// Messages accepted so far.
    public long accepted() {
        return accepted.sum();
    }

    /// Sends everything and returns when the last reply is there.
    public LoadReport run() throws InterruptedException {
        begin = System.nanoTime();
        for (int i = 0; i < plan.sessions(); i++) {
            var session = new Session();
            Thread.Builder builder =
                    plan.sessions() <= PLATFORM_SESSIONS
                            ? Thread.ofPlatform().daemon()
                            : Thread.ofVirtual();
            sessions.put(session, builder.name("load ", i).start(session::work));
        }
        watch();
        return report((System.nanoTime() - begin) / 1e9);
    }

    /// Waits for all sessions, and cuts off those whose server keeps silent.
    private void watch() throws InterruptedException {
        for (Thread thread : sessions.values()) {
            while (!thread.join(ROUND)) {
                sessions.keySet().forEach(Session::cutIfSilent);
            }
        }
    }

    private LoadReport report(double seconds) {
        timings.sort();
        var counted = new ConcurrentHashMap<String, Long>();
        errors.forEach((what, times) -> counted.put(what, times.sum()));
        return new LoadReport(
                accepted(),
                octets.sum(),
                seconds,
                accepted() / seconds,
                timings.millis(50),
                timings.millis(95),
                timings.millis(99),
                timings.millis(100),
                counted);
    }

    /// Waits until message `number` is due; false when the time for new messages is over.
    private boolean isDue(long number) {
        long due = plan.perSecond().map(rate -> (long) (number / rate * 1e9)).orElse(0L);
        long end = plan.atMost().toNanos();
        while (true) {
            long now = System.nanoTime() - begin;
            if (now >= end || due >= end) {
                return false;
            }
            if (now >= due) {
                return true;
            }
            LockSupport.parkNanos(due - now);
        }
    }

    private void failed(String what) {
        errors.computeIfAbsent(what, _ -> new LongAdder()).increment();
    }

    /// One connection at a time and what is sent through it.
    private final class Session {
        private final LoadMessage message =
                new LoadMessage(
                        run,
                        plan.sender().toString(),
                        plan.recipient().toString(),
                        (int) plan.size().octets());
        private final Timings mine = new Timings();
        private volatile Optional<Dialogue> current = Optional.empty();
        private volatile long lastReply = System.nanoTime();
        private volatile boolean cut;

        void work() {
            long number = next.getAndIncrement();
            while (number < plan.messages() && isDue(number)) {
                number = connection(number);
            }
            synchronized (timings) {
                timings.addAll(mine);
            }
        }

        /// Called by another thread.
        void cutIfSilent() {
            Optional<Dialogue> silent = current;
            if (silent.isEmpty() || System.nanoTime() - lastReply < plan.patience().toNanos()) {
                return;
            }
            cut = true;
            try {
                silent.get().close();
            } catch (IOException _) {
                // It was cut; that it was not cut nicely does not matter.
            }
        }

        /// Sends through one connection, beginning with message `first`; returns the next number of this session.
        private long connection(long first) {
            long number = first;
            try (Dialogue dialogue = Dialogue.openWatched(plan.server())) {
                lastReply = System.nanoTime();
                current = Optional.of(dialogue);
                Capabilities server = dialogue.greet(NAME);
                do {
                    transfer(dialogue, server, number);
                    number = next.getAndIncrement();
                } while (plan.reuse() && number < plan.messages() && isDue(number));
                dialogue.ask(ClientCommand.QUIT);
                return number;
            } catch (Dialogue.Refused e) {
                failed("refused " + e.reply().code() + " " + e.reply().enhanced());
            } catch (ConnectException _) {
                failed("no connection");
            } catch (IOException _) {
                failed(cut ? "no reply in time" : "connection lost");
            } finally {
                current = Optional.empty();
                cut = false;
            }
            return next.getAndIncrement();
        }

        private void transfer(Dialogue dialogue, Capabilities server, long number)
                throws IOException {
            List<ClientCommand> envelope =
                    List.of(
                            ClientCommand.mail(
                                    plan.sender(),
                                    MailParameters.of(message.size(), false),
                                    server),
                            ClientCommand.rcpt(plan.recipient()),
                            ClientCommand.DATA);
            if (plan.pipelining() && server.pipelining()) {
                dialogue.say(envelope);
                for (ClientCommand _ : envelope) {
                    refuseUnless(dialogue.hear());
                }
            } else {
                for (ClientCommand command : envelope) {
                    refuseUnless(dialogue.ask(command));
                }
            }
            lastReply = System.nanoTime();
            byte[] wire = message.wire(number);
            dialogue.sayContent(wire, wire.length);
            long dot = System.nanoTime();
            refuseUnless(dialogue.hear());
            lastReply = System.nanoTime();
            mine.add(lastReply - dot);
            accepted.increment();
            octets.add(message.size());
        }

        private void refuseUnless(Reply reply) throws Dialogue.Refused {
            if (!reply.isPositive()) {
                throw new Dialogue.Refused(reply);
            }
        }
    }
}
