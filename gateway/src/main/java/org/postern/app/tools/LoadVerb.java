package org.postern.app.tools;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.postern.app.Exit;
import org.postern.app.Home;
import org.postern.app.Progress;
import org.postern.app.Verb;
import org.postern.mail.address.Address;
import org.postern.mail.address.ReversePath;
import org.postern.settings.ByteSize;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import tools.jackson.databind.json.JsonMapper;

/// `postern load`: many messages to a server, and how fast it took them.
@Command(
        name = "load",
        description = "Send many messages to a server, and tell how fast it took them.")
public final class LoadVerb extends Verb {
    @Option(
            names = "--server",
            paramLabel = "HOST:PORT",
            description = "Where to. Default: the running gateway, else 127.0.0.1:2525.")
    private Optional<InetSocketAddress> server;

    @Option(
            names = "--sessions",
            paramLabel = "N",
            defaultValue = "10",
            description = "Connections at a time. Default: ${DEFAULT-VALUE}.")
    private int sessions;

    @Option(
            names = "--messages",
            paramLabel = "N",
            description = "Messages in all. Default: 1000, or no end where there is a --duration.")
    private Optional<Long> messages;

    @Option(
            names = "--duration",
            paramLabel = "TIME",
            description = "Begin no message after this time, such as 30s or 10m.")
    private Optional<Duration> duration;

    @Option(
            names = "--rate",
            paramLabel = "N",
            description = "Messages a second. Default: as fast as replies come.")
    private Optional<Double> rate;

    @Option(
            names = "--size",
            paramLabel = "SIZE",
            defaultValue = "4KiB",
            description = "Octets of a message. Default: ${DEFAULT-VALUE}.")
    private ByteSize size;

    @Option(
            names = "--reuse",
            description = "Many messages through one connection, not a new one for each.")
    private boolean reuse;

    @Option(
            names = "--no-pipelining",
            description = "Wait for each reply, even where it is not needed.")
    private boolean noPipelining;

    @Option(
            names = "--from",
            paramLabel = "ADDRESS",
            defaultValue = "load@example.org",
            description = "Sender. Default: ${DEFAULT-VALUE}.")
    private ReversePath from;

    @Option(
            names = "--to",
            paramLabel = "ADDRESS",
            defaultValue = "load@postern.example",
            description = "Recipient. Default: ${DEFAULT-VALUE}.")
    private Address to;

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    @Override
    public Integer call() throws InterruptedException {
        LoadPlan plan = plan();
        var load = new Load(plan);
        LoadReport report;
        try (var _ = Progress.of(() -> load.accepted() + " messages accepted")) {
            report = load.run();
        }
        if (json) {
            out().println(JsonMapper.shared().writeValueAsString(report));
        } else {
            print(report);
        }
        boolean nobody =
                report.messages() == 0 && report.errors().keySet().equals(Set.of("no connection"));
        if (nobody) {
            return Exit.UNREACHABLE;
        }
        return report.failed() == 0 ? Exit.OK : Exit.NO;
    }

    private LoadPlan plan() {
        long count = messages.orElse(duration.isPresent() ? Long.MAX_VALUE : 1000);
        if (rate.isPresent() && !(rate.get() > 0)) {
            throw new ParameterException(spec().commandLine(), "--rate wants a number above zero");
        }
        try {
            return new LoadPlan(
                    server.or(Home::edge).orElse(SendVerb.DEFAULT_SERVER),
                    sessions,
                    count,
                    duration.orElse(Duration.ofDays(365)),
                    rate,
                    size,
                    reuse,
                    !noPipelining,
                    from,
                    to,
                    Duration.ofMinutes(2));
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec().commandLine(), String.valueOf(e.getMessage()), e);
        }
    }

    private void print(LoadReport report) {
        out().printf(
                        "%,d messages in %.1f s: %,.0f a second%n",
                        report.messages(), report.seconds(), report.perSecond());
        out().printf(
                        "final reply after  p50 %.1f ms   p95 %.1f ms   p99 %.1f ms   slowest %.1f ms%n",
                        report.p50(), report.p95(), report.p99(), report.slowest());
        report.errors().forEach((what, times) -> out().printf("%,d × %s%n", times, what));
    }
}
