package org.postern.app.tools;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.postern.app.Complaint;
import org.postern.app.Exit;
import org.postern.app.ServerAddress;
import org.postern.app.Verb;
import org.postern.mail.address.Address;
import org.postern.settings.Listen;
import org.postern.sink.Act;
import org.postern.sink.Behaviour;
import org.postern.sink.Counts;
import org.postern.sink.Extension;
import org.postern.sink.Shelf;
import org.postern.sink.Sink;
import org.postern.sink.Stage;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.json.JsonMapper;

/// `postern sink`: a mail server that keeps nothing and misbehaves on demand, until it is stopped.
@Command(
        name = "sink",
        description = {
            "Be a mail server that takes everything, or misbehaves, until it is stopped.",
            "SIGTERM or Ctrl-C stops it: it prints its counts and ends with exit code 0."
        },
        footerHeading = "%nStages:%n",
        footer = "  connect, hello, mail, rcpt, data, dot (the message has come), rset, quit")
public final class SinkVerb extends Verb {
    @Option(
            names = "--listen",
            paramLabel = "HOST:PORT",
            defaultValue = "127.0.0.1:2526",
            description = "Where to listen; port 0 is any free one. Default: ${DEFAULT-VALUE}.")
    private String listen;

    @Option(
            names = "--keep",
            paramLabel = "FOLDER",
            description = "Write each message there. Default: keep nothing.")
    private Optional<Path> folder;

    @Option(
            names = "--tempfail",
            paramLabel = "STAGE",
            completionCandidates = Stages.class,
            description = "Answer 451 there.")
    private List<Stage> tempfail = List.of();

    @Option(
            names = "--reject",
            paramLabel = "STAGE",
            completionCandidates = Stages.class,
            description = "Answer 550 there.")
    private List<Stage> reject = List.of();

    @Option(
            names = "--tempfail-recipient",
            paramLabel = "ADDRESS",
            description = "Answer 451 to this recipient.")
    private List<Address> tempfailRecipients = List.of();

    @Option(
            names = "--reject-recipient",
            paramLabel = "ADDRESS",
            description = "Answer 550 to this recipient.")
    private List<Address> rejectRecipients = List.of();

    @Option(
            names = "--delay",
            paramLabel = "STAGE=TIME",
            completionCandidates = Stages.class,
            description = "Wait before the answer there, such as dot=2s.")
    private Map<Stage, Duration> delay = Map.of();

    @Option(
            names = "--drop",
            paramLabel = "STAGE",
            completionCandidates = Stages.class,
            description = "Close the connection there, without an answer.")
    private List<Stage> drop = List.of();

    @Option(
            names = "--hang",
            paramLabel = "STAGE",
            completionCandidates = Stages.class,
            description = "Never answer there.")
    private List<Stage> hang = List.of();

    @Option(
            names = "--garbage",
            paramLabel = "STAGE",
            completionCandidates = Stages.class,
            description = "Answer what is no reply there.")
    private List<Stage> garbage = List.of();

    @Option(names = "--no-8bitmime", description = "Do not offer 8BITMIME.")
    private boolean noEightBit;

    @Option(names = "--no-pipelining", description = "Do not offer PIPELINING.")
    private boolean noPipelining;

    @Option(
            names = "--json",
            description = "Print the address and the counts as JSON objects, one a line.")
    private boolean json;

    @Override
    public Integer call() throws InterruptedException {
        try (Sink sink = Sink.start(address(), behaviour(), shelf())) {
            String where = ServerAddress.print(sink.address());
            Runtime.getRuntime().addShutdownHook(new Thread(() -> end(sink), "end"));
            out().println(json ? print(Map.of("listening", where)) : "listening on " + where);
            new CountDownLatch(1).await();
            return Exit.OK;
        } catch (IOException e) {
            throw Complaint.usage(listen + ": " + e.getMessage());
        }
    }

    /// Runs in the JVM's shutdown, which would end with 128 and the number of the signal.
    private void end(Sink sink) {
        tell(sink.counts());
        out().flush();
        Runtime.getRuntime().halt(Exit.OK);
    }

    private InetSocketAddress address() {
        try {
            return Listen.parse(listen).address();
        } catch (IllegalArgumentException e) {
            throw Complaint.usage("--listen " + listen + ": " + e.getMessage());
        }
    }

    private Shelf shelf() throws IOException {
        return folder.isPresent() ? new Shelf.Folder(folder.get()) : new Shelf.Nothing();
    }

    private Behaviour behaviour() {
        Behaviour how = Behaviour.GOOD;
        how = noEightBit ? how.without(Extension.EIGHT_BIT_MIME) : how;
        how = noPipelining ? how.without(Extension.PIPELINING) : how;
        Act later = Act.answer(451, "4.3.0", "Try later, as asked for");
        Act never = Act.answer(550, "5.7.1", "Refused, as asked for");
        how = all(how, tempfail, later);
        how = all(how, reject, never);
        how = all(how, drop, Act.drop());
        how = all(how, hang, new Act.Hang());
        how = all(how, garbage, Act.raw("2\u00005O nonsense\n\u001b[2J\r\n"));
        for (var entry : delay.entrySet()) {
            Act then = how.stages().getOrDefault(entry.getKey(), new Act.Usual());
            how = how.at(entry.getKey(), new Act.Slowly(entry.getValue(), then));
        }
        for (Address recipient : tempfailRecipients) {
            how = how.forRecipient(recipient.toString(), later);
        }
        for (Address recipient : rejectRecipients) {
            how = how.forRecipient(recipient.toString(), never);
        }
        return how;
    }

    private static Behaviour all(Behaviour before, List<Stage> stages, Act act) {
        Behaviour how = before;
        for (Stage stage : stages) {
            how = how.at(stage, act);
        }
        return how;
    }

    private void tell(Counts counts) {
        if (json) {
            out().println(print(counts));
            return;
        }
        out().printf(
                        "%,d messages for %,d recipients, %,d octets, through %,d connections; %,d refused, %,d faults%n",
                        counts.messages(),
                        counts.recipients(),
                        counts.octets(),
                        counts.connections(),
                        counts.refused(),
                        counts.faults());
        out().flush();
    }

    private static String print(Object value) {
        return JsonMapper.shared().writeValueAsString(value);
    }

    /// Stages as they are written.
    static final class Stages implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return Arrays.stream(Stage.values())
                    .map(it -> it.name().toLowerCase(Locale.ROOT))
                    .iterator();
        }
    }
}
