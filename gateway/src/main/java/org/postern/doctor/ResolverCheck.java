package org.postern.doctor;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Whether names of next hops can be resolved. Addresses need no resolver, so without names there is nothing to check.
///
/// @param names host names that settings use
/// @param budget longest wait for one answer
public record ResolverCheck(Set<String> names, Lookup lookup, Duration budget) implements Check {
    private static final String NAME = "resolver";

    /// Looks one name up.
    @FunctionalInterface
    public interface Lookup {
        InetAddress[] addresses(String name) throws UnknownHostException;
    }

    public ResolverCheck {
        names = Set.copyOf(names);
    }

    @Override
    public List<Diagnosis> examine() {
        if (names.isEmpty()) {
            return List.of(Diagnosis.good(NAME, "no next hop is named, so none need be resolved"));
        }
        var found = new ArrayList<Diagnosis>();
        for (String name : names.stream().sorted().toList()) {
            found.add(examine(name));
        }
        return found;
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
