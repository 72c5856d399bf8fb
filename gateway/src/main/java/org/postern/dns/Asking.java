package org.postern.dns;

import java.io.IOException;
import java.util.ArrayList;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeoutException;
import org.postern.dns.AnswerReader.Reading;
import org.postern.mail.dns.DnsAnswer;
import org.postern.mail.dns.DnsFailure;
import org.postern.mail.dns.DnsQuestion;
import org.postern.mail.dns.DnsType;
import org.xbill.DNS.DClass;
import org.xbill.DNS.ExtendedResolver;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Resolver;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.WireParseException;

/// Speaks with the resolvers. No thread waits; what is out at a time is bounded.
final class Asking {
    /// Questions that are out at a time.
    private static final int MOST_AT_ONCE = 1000;

    private static final DnsAnswer BUSY =
            new DnsAnswer.Failed(DnsFailure.UNREACHABLE, "too many questions wait for an answer");

    private final ExtendedResolver resolver;
    private final Semaphore room = new Semaphore(MOST_AT_ONCE);

    Asking(DnsSettings settings) {
        // UDP loses answers, so each question is asked again, and of every server (a resolver for
        // one server only does not).
        this.resolver = resolver(settings);
        for (Resolver one : resolver.getResolvers()) {
            one.setTimeout(settings.timeout());
        }
        resolver.setTimeout(settings.timeout().multipliedBy(3));
        resolver.setRetries(2);
    }

    private static ExtendedResolver resolver(DnsSettings settings) {
        if (settings.servers().isEmpty()) {
            return new ExtendedResolver();
        }
        var resolvers = new ArrayList<Resolver>();
        settings.servers().forEach(it -> resolvers.add(new SimpleResolver(it)));
        return new ExtendedResolver(resolvers);
    }

    /// Never fails: what goes wrong is the answer.
    CompletableFuture<DnsAnswer> ask(DnsQuestion question) {
        if (!room.tryAcquire()) {
            return CompletableFuture.completedFuture(BUSY);
        }
        return begin(question).exceptionally(Asking::failed).whenComplete((_, _) -> room.release());
    }

    private CompletableFuture<DnsAnswer> begin(DnsQuestion question) {
        try {
            return ask(
                    Names.of(question.name()),
                    question.type(),
                    AnswerReader.LONGEST.toSeconds(),
                    AnswerReader.MOST_ALIASES);
        } catch (RuntimeException e) {
            // The library throws some things at once, which must not cost the room for good.
            return CompletableFuture.failedFuture(e);
        }
    }

    private CompletableFuture<DnsAnswer> ask(Name name, DnsType type, long ttl, int aliases) {
        Message query =
                Message.newQuery(Record.newRecord(name, AnswerReader.code(type), DClass.IN));
        // Asks to be told whether the answer is proven (RFC 6840 §5.7).
        query.getHeader().setFlag(Flags.AD);
        return resolver.sendAsync(query)
                .toCompletableFuture()
                .thenCompose(message ->
                        switch (AnswerReader.read(message, name, type, ttl)) {
                            case Reading.Whole(var answer) ->
                                    CompletableFuture.completedFuture(answer);
                            case Reading.Elsewhere(var other, long left) ->
                                    aliases == 0
                                            ? CompletableFuture.completedFuture(
                                                    new DnsAnswer.Failed(
                                                            DnsFailure.MALFORMED,
                                                            "aliases that lead nowhere"))
                                            : ask(other, type, left, aliases - 1);
                        });
    }

    private static DnsAnswer failed(Throwable problem) {
        Throwable cause = problem;
        while (cause instanceof CompletionException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        boolean late =
                cause instanceof TimeoutException
                        || cause instanceof IOException
                                && String.valueOf(cause.getMessage()).startsWith("Timed out");
        return switch (cause) {
            case WireParseException _ ->
                    new DnsAnswer.Failed(DnsFailure.MALFORMED, "an answer that cannot be read");
            case IOException _ when !late ->
                    new DnsAnswer.Failed(DnsFailure.UNREACHABLE, "no resolver can be reached");
            default ->
                    late
                            ? new DnsAnswer.Failed(
                                    DnsFailure.TIMEOUT, "no resolver answers in time")
                            : new DnsAnswer.Failed(
                                    DnsFailure.MALFORMED,
                                    "no usable answer: " + cause.getClass().getSimpleName());
        };
    }
}
