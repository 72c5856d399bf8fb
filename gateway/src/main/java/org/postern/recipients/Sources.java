package org.postern.recipients;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.postern.directory.LookupRule;
import org.postern.directory.RecipientRules;
import org.postern.settings.Authorities;

/// The sources of a site as its settings have them at this moment; each keeps its memory until its settings change.
/// Thread-safe.
public final class Sources implements AutoCloseable {

    /// What the site says of its lookups.
    public interface Site {
        Optional<Defined> lookup(String name);

        /// @return empty where there is no such login, or it cannot be opened
        Optional<Credential> login(String name);
    }

    /// A lookup as it is at this moment.
    ///
    /// @param mark another one whenever the secret of its login is another
    public record Defined(LookupRule rule, String mark) {}

    private record Open(Defined defined, Source remembering, OpenSource source) {}

    private final Site site;
    private final Source callForward;
    private final Authorities trust;
    private final Map<String, Open> open = new HashMap<>();

    /// @param nextHop asks the next hop of an address
    /// @param trust tells which LDAP servers are the right ones
    public Sources(Site site, Source nextHop, Authorities trust) {
        this.site = site;
        this.trust = trust;
        this.callForward = new Remembering(nextHop, Remembering.Times.NEXT_HOP, System::nanoTime);
    }

    /// For [Roll].
    public Function<RecipientRules.Source, Optional<Source>> asked() {
        return source ->
                switch (source) {
                    case RecipientRules.Kind _ -> Optional.of(callForward);
                    case RecipientRules.Lookup(String name) -> lookup(name);
                };
    }

    private Optional<Source> lookup(String name) {
        Optional<Defined> defined = site.lookup(name);
        if (defined.isEmpty()) {
            return Optional.empty();
        }
        synchronized (open) {
            Open now = open.get(name);
            if (now == null || !now.defined().equals(defined.get())) {
                if (now != null) {
                    now.source().close();
                }
                now = open(defined.get());
                open.put(name, now);
            }
            return Optional.of(now.remembering());
        }
    }

    private Open open(Defined defined) {
        LookupRule rule = defined.rule();
        Optional<Credential> login =
                rule.login().isEmpty() ? Optional.empty() : site.login(rule.login());
        return switch (rule.asks()) {
            case LDAP -> remembered(defined, new LdapSource(rule, login, trust));
            case SQL -> remembered(defined, new SqlSource(rule, login));
        };
    }

    private static Open remembered(Defined defined, OpenSource source) {
        var remembering = new Remembering(source, Remembering.Times.DIRECTORY, System::nanoTime);
        return new Open(defined, remembering, source);
    }

    @Override
    public void close() {
        synchronized (open) {
            open.values().forEach(it -> it.source().close());
            open.clear();
        }
    }
}
