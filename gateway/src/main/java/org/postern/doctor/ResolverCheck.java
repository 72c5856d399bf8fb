package org.postern.doctor;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Whether names of next hops can be resolved, by the system, and whether the resolvers answer that are asked for mail
/// exchangers. Addresses need neither, so where a site has nothing else there is nothing to check.
///
/// @param names host names that settings use
/// @param budget longest wait for one address
/// @param servers resolvers of the DNS, where they are used
/// @param needed whether mail waits where none of them answers
public record ResolverCheck(
        Set<String> names, Lookup lookup, Duration budget, List<Server> servers, boolean needed)
        implements Check {
    private static final String NAME = "resolver";

    /// Looks one name up.
    @FunctionalInterface
    public interface Lookup {
        InetAddress[] addresses(String name) throws UnknownHostException;
    }

    /// A resolver of the DNS.
    ///
    /// @param name who it is, in words
    public record Server(String name, Question question) {}

    /// Asks a resolver for what it must know.
    @FunctionalInterface
    public interface Question {
        /// Why it cannot be used; waits a few seconds at most.
        Optional<String> trouble() throws InterruptedException;
    }

    public ResolverCheck {
        names = Set.copyOf(names);
        servers = List.copyOf(servers);
    }

    @Override
    public List<Diagnosis> examine() {
        if (names.isEmpty() && servers.isEmpty()) {
            return List.of(Diagnosis.good(NAME, "no next hop is named, so none need be resolved"));
        }
        var found = new ArrayList<Diagnosis>();
        for (String name : names.stream().sorted().toList()) {
            found.add(examine(name));
        }
        for (Server server : servers) {
            found.add(examine(server));
        }
        return found;
    }

    private Diagnosis examine(Server server) {
        try {
            Optional<String> trouble = server.question().trouble();
            if (trouble.isEmpty()) {
                return Diagnosis.good(NAME, server.name() + " answers");
            }
            String seen = server.name() + " is of no use: " + trouble.get();
            String advice = "check it, and dns.servers; try: postern dns example.org MX";
            return needed
                    ? Diagnosis.problem(
                            NAME, seen + "; mail by MX waits while none answers", advice)
                    : Diagnosis.warning(NAME, seen, advice);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return Diagnosis.warning(NAME, server.name() + " was not asked to the end", "");
        }
    }

    private Diagnosis examine(String name) {
        String advice =
                "check the resolver in /etc/resolv.conf, and the name; or give the next hop as an address";
        var answer = new CompletableFuture<InetAddress[]>();
        Thread.ofVirtual().start(() -> answer(name, answer));
        try {
            InetAddress first = answer.get(budget.toMillis(), TimeUnit.MILLISECONDS)[0];
            return Diagnosis.good(NAME, name + " is " + first.getHostAddress());
        } catch (TimeoutException _) {
            return Diagnosis.problem(
                    NAME, name + ": no answer within " + budget.toSeconds() + " s", advice);
        } catch (ExecutionException _) {
            return Diagnosis.problem(NAME, name + " cannot be resolved", advice);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return Diagnosis.warning(NAME, name + " was not looked up to the end", "");
        }
    }

    private void answer(String name, CompletableFuture<InetAddress[]> answer) {
        try {
            answer.complete(lookup.addresses(name));
        } catch (UnknownHostException e) {
            answer.completeExceptionally(e);
        }
    }
}
