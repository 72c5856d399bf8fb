package org.postern.app;

import java.util.Optional;
import org.postern.directory.Directory;
import org.postern.directory.LookupRule;
import org.postern.recipients.Credential;
import org.postern.recipients.Sources;

/// The lookups in force, and the logins that they show.
record SiteLookups(Directory directory, SiteLogins logins) implements Sources.Site {
    @Override
    public Optional<Sources.Defined> lookup(String name) {
        return directory.site().lookups().stream()
                .filter(it -> it.name().equals(name))
                .findFirst()
                .map(it -> new Sources.Defined(it, mark(it)));
    }

    private String mark(LookupRule rule) {
        return directory.site().logins().stream()
                .filter(it -> it.name().equals(rule.login()))
                .map(it -> it.user() + " " + it.sealed())
                .findFirst()
                .orElse("");
    }

    @Override
    public Optional<Credential> login(String name) {
        return logins.login(name).map(it -> new Credential(it.user(), it.secret()));
    }
}
