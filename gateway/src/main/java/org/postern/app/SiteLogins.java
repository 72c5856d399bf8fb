package org.postern.app;

import java.security.GeneralSecurityException;
import java.util.Optional;
import org.postern.contents.MasterKeys;
import org.postern.deliver.Logins;
import org.postern.directory.Directory;
import org.postern.settings.Secret;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The logins in force, opened with the master keys when they are needed. The site settings hold them sealed, so that
/// they are versioned and shared like everything else there, and worth nothing to who reads the database alone.
record SiteLogins(Directory directory, MasterKeys keys) implements Logins {
    private static final Logger LOG = LoggerFactory.getLogger(SiteLogins.class);

    @Override
    public Optional<Login> login(String name) {
        return directory.site().logins().stream()
                .filter(it -> it.name().equals(name))
                .findFirst()
                .flatMap(this::open);
    }

    private Optional<Login> open(org.postern.directory.Login login) {
        try {
            String secret = keys.open(purpose(login.name()), login.sealed());
            return Optional.of(new Login(login.user(), Secret.parse(secret)));
        } catch (GeneralSecurityException e) {
            LOG.error("the secret of login {} cannot be opened: {}", login.name(), e.getMessage());
            return Optional.empty();
        }
    }

    static String purpose(String name) {
        return "login " + name;
    }
}
