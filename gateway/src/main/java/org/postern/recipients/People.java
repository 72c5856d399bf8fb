package org.postern.recipients;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.postern.directory.PeopleRule;
import org.postern.mail.address.Address;
import org.postern.mail.address.Domain;
import org.postern.settings.Authorities;

/// The directory that knows who may log in, as the site settings have it at this moment. Nothing that it says is
/// remembered: whom it does not want any more cannot log in again. Thread-safe.
public final class People implements AutoCloseable {
    private static final int AT_ONCE = 16;
    private static final long PATIENCE_MILLIS = 2500;

    private final Supplier<Optional<PeopleRule>> rule;
    private final Sources.Site site;
    private final Predicate<Domain> own;
    private final Authorities trust;
    private final Semaphore places = new Semaphore(AT_ONCE);
    private Optional<Open> open = Optional.empty();

    private record Open(PeopleRule rule, Sources.Defined lookup, LdapPeople people) {}

    /// @param own whether a domain is ours
    /// @param trust tells which LDAP servers are the right ones
    public People(
            Supplier<Optional<PeopleRule>> rule,
            Sources.Site site,
            Predicate<Domain> own,
            Authorities trust) {
        this.rule = rule;
        this.site = site;
        this.own = own;
        this.trust = trust;
    }

    /// Whether there is a directory of people.
    public boolean areKnown() {
        return rule.get().isPresent();
    }

    /// The addresses of a person whose password this is; empty where it is not. It waits a few seconds at most.
    ///
    /// @throws IOException nobody can say now
    public Optional<List<Address>> addresses(String login, String password)
            throws IOException, InterruptedException {
        Optional<LdapPeople> people = current();
        if (people.isEmpty()) {
            return Optional.empty();
        }
        if (!places.tryAcquire(PATIENCE_MILLIS, TimeUnit.MILLISECONDS)) {
            throw new IOException("the directory is asked too much at once");
        }
        try {
            return people.get().addresses(login, password);
        } finally {
            places.release();
        }
    }

    private synchronized Optional<LdapPeople> current() throws IOException {
        Optional<PeopleRule> now = rule.get();
        Optional<Sources.Defined> lookup = now.flatMap(it -> site.lookup(it.lookup()));
        boolean same = open.map(Open::rule).equals(now) && open.map(Open::lookup).equals(lookup);
        if (!same) {
            close();
            if (now.isPresent() && lookup.isPresent()) {
                open = Optional.of(open(now.get(), lookup.get()));
            }
        }
        return open.map(Open::people);
    }

    private Open open(PeopleRule people, Sources.Defined lookup) throws IOException {
        String name = lookup.rule().login();
        Optional<Credential> login = name.isEmpty() ? Optional.empty() : site.login(name);
        if (login.isEmpty() && !name.isEmpty()) {
            throw new IOException("the login " + name + " cannot be had");
        }
        var connections = new LdapConnections(lookup.rule(), login, trust);
        return new Open(people, lookup, new LdapPeople(people, connections, own));
    }

    @Override
    public synchronized void close() {
        open.ifPresent(it -> it.people().close());
        open = Optional.empty();
    }
}
