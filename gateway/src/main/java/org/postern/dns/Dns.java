package org.postern.dns;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import java.net.IDN;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.postern.mail.address.Domain;
import org.xbill.DNS.ExtendedResolver;
import org.xbill.DNS.MXRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Resolver;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;
import org.xbill.DNS.lookup.LookupResult;
import org.xbill.DNS.lookup.LookupSession;
import org.xbill.DNS.lookup.NoSuchDomainException;
import org.xbill.DNS.lookup.NoSuchRRSetException;

/// Asks resolvers and remembers what they said for as long as they allow. Several who ask for one domain at once wait for
/// one question.
public final class Dns implements MxLookup {
    /// Domains that are remembered.
    private static final int MOST_DOMAINS = 10_000;

    /// Exchangers of one domain that are looked at; the largest providers have fewer than ten.
    private static final int MOST_EXCHANGERS = 20;

    private static final Duration SHORTEST = Duration.ofSeconds(5);
    private static final Duration LONGEST = Duration.ofHours(1);

    /// A domain without records may get some, and its zone's own time for that is not told to us.
    private static final Duration NOTHING_KEPT = Duration.ofMinutes(5);

    private static final Duration UNKNOWN_KEPT = Duration.ofSeconds(5);

    private record Kept(MxAnswer answer, Duration time) {}

    private final LookupSession session;
    private final AsyncCache<Domain.Name, Kept> cache =
            Caffeine.newBuilder()
                    .maximumSize(MOST_DOMAINS)
                    .expireAfter(Expiry.<Domain.Name, Kept>creating((_, it) -> it.time()))
                    .executor(Runnable::run)
                    .buildAsync();

    public Dns(DnsSettings settings) {
        // UDP loses answers, so each question is asked again, and of every server (a resolver for
        // one
        // server only does not).
        ExtendedResolver resolver = resolver(settings);
        for (Resolver one : resolver.getResolvers()) {
            one.setTimeout(settings.timeout());
        }
        resolver.setTimeout(settings.timeout().multipliedBy(3));
        resolver.setRetries(2);
        this.session = LookupSession.builder().resolver(resolver).maxRedirects(4).build();
    }

    private static ExtendedResolver resolver(DnsSettings settings) {
        if (settings.servers().isEmpty()) {
            return new ExtendedResolver();
        }
        var resolvers = new ArrayList<Resolver>();
        settings.servers().forEach(it -> resolvers.add(new SimpleResolver(it)));
        return new ExtendedResolver(resolvers);
    }

    @Override
    public MxAnswer exchangers(Domain.Name domain, Duration limit) throws InterruptedException {
        try {
            return cache.get(domain, (name, _) -> ask(name))
                    .get(limit.toNanos(), TimeUnit.NANOSECONDS)
                    .answer();
        } catch (TimeoutException _) {
            return new MxAnswer.Unknown("no answer from the DNS in time");
        } catch (ExecutionException e) {
            throw new IllegalStateException("lookup of " + domain, e);
        }
    }

    private CompletableFuture<Kept> ask(Domain.Name domain) {
        Name name;
        try {
            name = Name.fromString(IDN.toASCII(domain.text()), Name.root);
        } catch (TextParseException | IllegalArgumentException _) {
            return CompletableFuture.completedFuture(
                    new Kept(MxAnswer.Nothing.NO_DOMAIN, NOTHING_KEPT));
        }
        return session.lookupAsync(name, Type.MX)
                .handle((result, problem) -> problem == null ? kept(result) : kept(problem))
                .toCompletableFuture();
    }

    private static Kept kept(LookupResult result) {
        var found = new ArrayList<MxAnswer.Exchanger>();
        long ttl = LONGEST.toSeconds();
        boolean nullMx = false;
        for (Record one : result.getRecords()) {
            if (one instanceof MXRecord mx) {
                ttl = Math.min(ttl, mx.getTTL());
                nullMx |= mx.getTarget().equals(Name.root);
                String host = mx.getTarget().toString(/* omitFinalDot= */ true);
                if (isHost(host)) {
                    found.add(new MxAnswer.Exchanger(host, mx.getPriority()));
                }
            }
        }
        Duration time = Duration.ofSeconds(Math.max(ttl, SHORTEST.toSeconds()));
        if (!found.isEmpty()) {
            found.sort(Comparator.comparingInt(MxAnswer.Exchanger::preference));
            List<MxAnswer.Exchanger> first =
                    found.subList(0, Math.min(found.size(), MOST_EXCHANGERS));
            return new Kept(new MxAnswer.Found(first), time);
        }
        if (nullMx) {
            return new Kept(MxAnswer.Nothing.NULL_MX, time);
        }
        return result.getRecords().isEmpty()
                ? new Kept(MxAnswer.Nothing.NO_RECORD, NOTHING_KEPT)
                : unknown("the MX records name no host");
    }

    private static Kept kept(Throwable problem) {
        Throwable cause = problem.getCause() == null ? problem : problem.getCause();
        return switch (cause) {
            case NoSuchDomainException _ -> new Kept(MxAnswer.Nothing.NO_DOMAIN, NOTHING_KEPT);
            case NoSuchRRSetException _ -> new Kept(MxAnswer.Nothing.NO_RECORD, NOTHING_KEPT);
            default ->
                    unknown("no usable answer from the DNS: " + cause.getClass().getSimpleName());
        };
    }

    private static Kept unknown(String why) {
        return new Kept(new MxAnswer.Unknown(why), UNKNOWN_KEPT);
    }

    /// Whether a name can be that of a host; the DNS carries any octets (RFC 2181 §11), and this one goes into logs.
    private static boolean isHost(String name) {
        return name.length() <= 253
                && name.matches("[A-Za-z0-9_]([A-Za-z0-9_-]*)(\\.[A-Za-z0-9_][A-Za-z0-9_-]*)*");
    }
}
