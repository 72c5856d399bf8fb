package org.postern.app;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.postern.journal.LogFiles;
import org.postern.settings.SettingsProblem;
import org.postern.store.DataDirectory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `postern run`: starts everything and stays until it is told to stop.
@Command(
        name = "run",
        description = {
            "Start the gateway: the edge, the database and all that belongs to them.",
            "It stays in the foreground; SIGTERM or Ctrl-C lets running transactions end, then stops it,",
            "with exit code 0."
        })
final class RunVerb extends Verb {
    @Option(
            names = {"-s", "--set"},
            paramLabel = "KEY=VALUE",
            description = "A setting that wins over postern.conf; may be repeated.")
    private Map<String, String> given = new HashMap<>();

    @Override
    public Integer call() throws InterruptedException {
        DataDirectory data = Home.data();
        NodeSettings settings = settings(data);
        var stop = new CountDownLatch(1);
        var stopped = new CountDownLatch(1);
        var clean = new AtomicBoolean();
        try (Gateway gateway = start(settings, data)) {
            Runtime.getRuntime()
                    .addShutdownHook(new Thread(() -> shutDown(stop, stopped, clean), "stop"));
            greet(gateway);
            stop.await();
            out().println("stopping: running transactions may end");
            out().flush();
            clean.set(true);
        } catch (Gateway.Failure e) {
            throw new Complaint(Exit.NO, "cannot start: " + e.getMessage());
        } finally {
            LogFiles.close();
            stopped.countDown();
        }
        return Exit.OK;
    }

    private static Gateway start(NodeSettings settings, DataDirectory data)
            throws Gateway.Failure, InterruptedException {
        try {
            data.create();
            LogFiles.open(data.log(), settings.journal(), true);
        } catch (IOException e) {
            throw new Gateway.Failure("the data directory cannot be used: " + e, e);
        }
        try (var _ = Progress.since("starting the database and all that needs it")) {
            return Gateway.start(settings, data);
        }
    }

    /// Runs in the JVM's shutdown: the process ends when this returns. After a signal the JVM would end with 128 and the
    /// number of the signal; a gateway that was asked to stop, and did, ends with 0.
    private static void shutDown(CountDownLatch stop, CountDownLatch stopped, AtomicBoolean clean) {
        stop.countDown();
        try {
            stopped.await();
            if (clean.get()) {
                Runtime.getRuntime().halt(Exit.OK);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private NodeSettings settings(DataDirectory data) {
        try {
            return NodeSettings.read(data, given);
        } catch (SettingsProblem e) {
            throw Complaint.usage("nothing was started:\n  " + String.join("\n  ", e.problems()));
        }
    }

    private void greet(Gateway gateway) {
        List<InetSocketAddress> edge = gateway.doors().edge();
        for (InetSocketAddress address : edge) {
            out().println("mail is taken on " + words(address));
        }
        for (InetSocketAddress address : gateway.doors().submission()) {
            out().println("people who log in hand in mail on " + words(address));
        }
        for (InetSocketAddress address : gateway.doors().filter()) {
            out().println("mail servers have mail looked at on " + words(address));
        }
        for (InetSocketAddress address : gateway.doors().milter()) {
            out().println("mail servers ask by milter on " + words(address));
        }
        for (Path socket : gateway.doors().milterSockets()) {
            out().println("mail servers ask by milter on " + socket);
        }
        for (InetSocketAddress address : gateway.doors().blocklist()) {
            out().println("mail servers ask about clients on " + words(address));
        }
        for (Path socket : gateway.doors().blocklistSockets()) {
            out().println("mail servers ask about clients on " + socket);
        }
        if (gateway.isUnconfigured()) {
            out().println(
                            "no domain yet: mail for postern.example goes to a built-in sink; begin with: postern site"
                                    + " domain add NAME --next-hop HOST:PORT");
        }
        out().println("ready");
        out().flush();
    }

    private static String words(InetSocketAddress address) {
        return address.getAddress().isAnyLocalAddress()
                ? "port " + address.getPort() + " of all addresses"
                : ServerAddress.print(address);
    }
}
