package org.postern.recipients;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.postern.directory.RecipientList;
import org.postern.directory.RecipientRules;
import org.postern.journey.Standing;
import org.postern.journey.Standing.Certain;
import org.postern.mail.address.Address;

/// Says of each address of ours whether it exists, as the rules of its domain have it. Thread-safe.
public final class Roll {
    /// Aliases of aliases of aliases.
    private static final int DEEPEST = 10;

    /// Addresses behind one alias, all steps together.
    private static final int MOST = 100;

    /// Always there, whatever the rules say: RFC 5321 §4.5.1, RFC 2142 §4.
    private static final Set<String> ALWAYS = Set.of("postmaster", "abuse");

    private final Book book;
    private final Function<RecipientRules.Source, Optional<Source>> sources;

    /// @param sources who answers for call-forward and lookups; empty where a lookup is not there
    public Roll(Book book, Function<RecipientRules.Source, Optional<Source>> sources) {
        this.book = book;
        this.sources = sources;
    }

    /// @param address in one of our domains
    public Standing of(Address address) throws InterruptedException {
        Optional<RecipientList> list = book.list(address.domain());
        if (list.isEmpty()) {
            // Not taken, even where who is unsure is taken: it may be an alias, of which no next
            // hop knows.
            return new Standing.Unsure("the list of recipients could not be read since the start");
        }
        if (!targets(address).isEmpty()) {
            List<Address> ends = ends(address);
            return ends.isEmpty()
                    ? new Standing.Unsure("the alias " + address + " has no end, or too many")
                    : new Standing.Alias(ends);
        }
        if (isAlways(address)) {
            return Certain.KNOWN;
        }
        return ask(address, list.get());
    }

    /// Whom a known address means, the same for all ways to write it; nobody where everybody can know that such an
    /// address is there: those of [#ALWAYS], and all where the domain takes any.
    public Optional<String> person(Address address) {
        RecipientRules rules = book.recipients(address.domain());
        // Next hops know tags, too, of which the rules say nothing.
        String user = rules.untagged(address.localPart()).split("(?<=.)\\+", 2)[0];
        user = user.toLowerCase(Locale.ROOT);
        return ALWAYS.contains(user) || rules.sources().contains(RecipientRules.Kind.ANY)
                ? Optional.empty()
                : Optional.of(user + "@" + address.domain());
    }

    /// Where mail to an address ends up, as far as memory says without asking anybody: at what an alias stands for, at
    /// the address itself, or nowhere where it is certain that nobody is there.
    public List<Address> behind(Address address) {
        if (!targets(address).isEmpty()) {
            return ends(address);
        }
        RecipientRules rules = book.recipients(address.domain());
        boolean missing =
                rules.sources().equals(List.of(RecipientRules.Kind.LIST))
                        && !isAlways(address)
                        && book.list(address.domain())
                                .map(it -> !isListed(it, rules, address))
                                .orElse(false);
        return missing ? List.of() : List.of(address);
    }

    private static boolean isListed(RecipientList list, RecipientRules rules, Address address) {
        return list.contains(address.localPart())
                || list.contains(rules.untagged(address.localPart()));
    }

    private static boolean isAlways(Address address) {
        return ALWAYS.contains(address.localPart().toLowerCase(Locale.ROOT));
    }

    private Standing ask(Address address, RecipientList list) throws InterruptedException {
        RecipientRules rules = book.recipients(address.domain());
        String user = rules.untagged(address.localPart());
        Optional<Standing> unsure = Optional.empty();
        for (RecipientRules.Source one : rules.sources()) {
            Answer answer =
                    switch (one) {
                        case RecipientRules.Kind.ANY -> Answer.Clear.KNOWN;
                        case RecipientRules.Kind.LIST ->
                                isListed(list, rules, address)
                                        ? Answer.Clear.KNOWN
                                        : Answer.Clear.UNKNOWN;
                        case RecipientRules.Kind.CALL_FORWARD -> askOther(one, address);
                        case RecipientRules.Lookup _ -> askOther(one, address, user);
                    };
            switch (answer) {
                case Answer.Clear.KNOWN -> {
                    return Certain.KNOWN;
                }
                case Answer.Clear.UNKNOWN -> {
                    // Another source may know it.
                }
                case Answer.None(String why) ->
                        unsure = Optional.of(unsure(address, one + " " + why));
            }
        }
        return unsure.orElse(Certain.UNKNOWN);
    }

    private Standing unsure(Address address, String why) {
        return book.recipients(address.domain()).acceptUnsure()
                ? Certain.KNOWN
                : new Standing.Unsure(why);
    }

    /// Asks for the address as it is written, and then for its user.
    private Answer askOther(RecipientRules.Source source, Address address, String user)
            throws InterruptedException {
        Answer whole = askOther(source, address);
        return whole == Answer.Clear.UNKNOWN && !user.equals(address.localPart())
                ? askOther(source, new Address(user, address.domain()))
                : whole;
    }

    private Answer askOther(RecipientRules.Source source, Address address)
            throws InterruptedException {
        Optional<Source> other = sources.apply(source);
        return other.isPresent() ? other.get().ask(address) : new Answer.None("is not there");
    }

    /// What an address stands for in one step; nothing where it is no alias.
    private List<Address> targets(Address address) {
        Optional<RecipientList> list = book.list(address.domain());
        if (list.isEmpty()) {
            return List.of();
        }
        List<Address> exact = list.get().targets(address.localPart());
        return exact.isEmpty()
                ? list.get()
                        .targets(book.recipients(address.domain()).untagged(address.localPart()))
                : exact;
    }

    /// What an alias stands for at last; nothing where that has no end, or too many.
    private List<Address> ends(Address alias) {
        var found = new LinkedHashSet<Address>();
        return expand(alias, 0, new LinkedHashSet<>(), found) ? List.copyOf(found) : List.of();
    }

    /// Collects the ends of an alias. One that names itself keeps its own copy; a circle adds nothing.
    ///
    /// @return whether all of it was followed
    private boolean expand(Address address, int depth, Set<Address> passed, Set<Address> found) {
        List<Address> targets = targets(address);
        if (targets.isEmpty()) {
            found.add(address);
            return found.size() <= MOST;
        }
        if (depth == DEEPEST) {
            return false;
        }
        if (!passed.add(address)) {
            return true;
        }
        for (Address target : targets) {
            if (target.equals(address)) {
                found.add(address);
            } else if (!expand(target, depth + 1, passed, found)) {
                return false;
            }
        }
        return found.size() <= MOST;
    }
}
