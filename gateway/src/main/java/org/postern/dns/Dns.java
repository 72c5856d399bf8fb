package org.postern.dns;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.LongAdder;
import org.postern.mail.address.Domain;
import org.postern.mail.dns.DnsAnswer;
import org.postern.mail.dns.DnsAnswer.Failed;
import org.postern.mail.dns.DnsAnswer.Found;
import org.postern.mail.dns.DnsAnswer.Nothing;
import org.postern.mail.dns.DnsFailure;
import org.postern.mail.dns.DnsLookup;
import org.postern.mail.dns.DnsName;
import org.postern.mail.dns.DnsQuestion;
import org.postern.mail.dns.DnsRecord;
import org.postern.mail.dns.DnsType;

/// The one resolver of the gateway: asks others and remembers what they said for as long as they allow, also that there is
/// nothing. Several who ask the same at once wait for one question. Thread-safe.
public final class Dns implements MxLookup {
    /// Octets of answers that are remembered, about.
    private static final long MOST_KEPT = 64L << 20;

    /// Exchangers of one domain that are looked at; the largest providers have fewer than ten.
    private static final int MOST_EXCHANGERS = 20;

    /// A failure is not asked for again at once.
    private static final Duration FAILURE_KEPT = Duration.ofSeconds(5);

    private final Asking asking;
    private final Duration patience;
    private final LongAdder questions = new LongAdder();
    private final LongAdder asked = new LongAdder();
    private final LongAdder late = new LongAdder();
    private final Map<DnsFailure, LongAdder> failures = new EnumMap<>(DnsFailure.class);
    private final AsyncCache<DnsQuestion, DnsAnswer> cache =
            Caffeine.newBuilder()
                    .maximumWeight(MOST_KEPT)
                    .weigher(Dns::weight)
                    .expireAfter(Expiry.<DnsQuestion, DnsAnswer>creating((_, it) -> kept(it)))
                    .executor(Runnable::run)
                    .buildAsync();

    public Dns(DnsSettings settings) {
        this.asking = new Asking(settings);
        this.patience = settings.timeout().multipliedBy(3);
        for (DnsFailure cause : DnsFailure.values()) {
            failures.put(cause, new LongAdder());
        }
    }

    /// @param limit longest wait; no answer by then is a failure, though one that comes later is remembered
    public DnsAnswer lookup(DnsQuestion question, Duration limit) throws InterruptedException {
        questions.increment();
        try {
            return cache.get(question, (it, _) -> ask(it))
                    .get(limit.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException _) {
            late.increment();
            return new Failed(DnsFailure.TIMEOUT, "no answer from the DNS in time");
        } catch (ExecutionException e) {
            throw new IllegalStateException("lookup of " + question, e);
        }
    }

    /// Asks without waiting; who looks the question up afterwards waits for this answer.
    void begin(DnsQuestion question) {
        var _ = cache.get(question, (it, _) -> ask(it));
    }

    /// Questions of one message, or of one who has to come to an end. For one thread.
    ///
    /// @param time for all of them, from the first
    /// @param most how many are asked
    public DnsLookup within(Duration time, int most) {
        return new DnsBudget(this, time, most);
    }

    public DnsCounts counts() {
        var causes = new EnumMap<DnsFailure, Long>(DnsFailure.class);
        failures.forEach((cause, count) -> causes.put(cause, count.sum()));
        return new DnsCounts(questions.sum(), asked.sum(), late.sum(), causes);
    }

    private CompletableFuture<DnsAnswer> ask(DnsQuestion question) {
        asked.increment();
        return asking.ask(question)
                .whenComplete((answer, _) -> {
                    if (answer instanceof Failed(var cause, _)) {
                        Objects.requireNonNull(failures.get(cause)).increment();
                    }
                });
    }

    private static Duration kept(DnsAnswer answer) {
        return switch (answer) {
            case Found found -> found.kept();
            case Nothing nothing -> nothing.kept();
            case Failed _ -> FAILURE_KEPT;
        };
    }

    private static int weight(DnsQuestion question, DnsAnswer answer) {
        int octets = 300 + question.name().text().length();
        if (answer instanceof Found found) {
            for (DnsRecord record : found.records()) {
                octets +=
                        switch (record) {
                            case DnsRecord.Address _ -> 60;
                            case DnsRecord.Exchanger(_, var host) -> 100 + host.text().length();
                            case DnsRecord.Pointer(var host) -> 100 + host.text().length();
                            case DnsRecord.Text(var text) -> 80 + text.length();
                        };
            }
        }
        return octets;
    }

    @Override
    public MxAnswer exchangers(Domain.Name domain, Duration limit) throws InterruptedException {
        Optional<DnsName> name = DnsName.of(domain.text());
        if (name.isEmpty()) {
            return MxAnswer.Nothing.NO_DOMAIN;
        }
        return switch (lookup(new DnsQuestion(name.get(), DnsType.MX), limit)) {
            case Found found -> exchangers(found.records());
            case Nothing nothing ->
                    nothing.domain() ? MxAnswer.Nothing.NO_RECORD : MxAnswer.Nothing.NO_DOMAIN;
            case Failed(_, var why) -> new MxAnswer.Unknown(why);
        };
    }

    private static MxAnswer exchangers(List<DnsRecord> records) {
        var found = new ArrayList<MxAnswer.Exchanger>();
        boolean nullMx = false;
        for (DnsRecord record : records) {
            if (record instanceof DnsRecord.Exchanger(int preference, var host)) {
                nullMx |= host.equals(DnsName.ROOT);
                if (host.isHost()) {
                    found.add(new MxAnswer.Exchanger(host.text(), preference));
                }
            }
        }
        if (!found.isEmpty()) {
            found.sort(Comparator.comparingInt(MxAnswer.Exchanger::preference));
            return new MxAnswer.Found(found.subList(0, Math.min(found.size(), MOST_EXCHANGERS)));
        }
        return nullMx
                ? MxAnswer.Nothing.NULL_MX
                : new MxAnswer.Unknown("the MX records name no host");
    }

    @Override
    public InetAddress[] addresses(String host) throws UnknownHostException {
        DnsName name =
                DnsName.of(host)
                        .filter(DnsName::isHost)
                        .orElseThrow(() -> new UnknownHostException("not the name of a host"));
        // Both are asked before either is waited for.
        for (DnsType type : List.of(DnsType.A, DnsType.AAAA)) {
            begin(new DnsQuestion(name, type));
        }
        var found = new ArrayList<InetAddress>();
        String why = "it has none";
        try {
            for (DnsType type : List.of(DnsType.A, DnsType.AAAA)) {
                DnsAnswer answer = lookup(new DnsQuestion(name, type), patience);
                if (answer instanceof Failed failed) {
                    why = failed.why();
                }
                found.addAll(addresses(answer));
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            why = "the question was broken off";
        }
        if (found.isEmpty()) {
            throw new UnknownHostException(name + ": " + why);
        }
        return found.toArray(InetAddress[]::new);
    }

    private static List<InetAddress> addresses(DnsAnswer answer) throws UnknownHostException {
        var found = new ArrayList<InetAddress>();
        if (answer instanceof Found it) {
            for (DnsRecord record : it.records()) {
                if (record instanceof DnsRecord.Address(var address)) {
                    found.add(InetAddress.getByAddress(address.octets()));
                }
            }
        }
        return found;
    }
}
