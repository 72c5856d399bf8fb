package org.postern.app;

import java.io.IOException;
import java.sql.SQLException;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.postern.directory.LoginRow;
import org.postern.directory.LoginStore;
import org.postern.mail.address.Address;
import org.postern.mail.sasl.Mechanism;
import org.postern.mail.sasl.ScramKeys;
import org.postern.receive.Login;
import org.postern.receive.Logins;
import org.postern.recipients.People;
import org.postern.store.Database;
import org.postern.store.DatabaseRole;

/// The logins of the database, and for names that are none of them the people of the site's directory, in the words of the
/// edge. Each attempt asks anew, so that a login that was removed is gone at once.
final class LiveLogins implements Logins {
    private final Database database;
    private final People people;
    private volatile byte @Nullable [] secret;

    /// Comparing a password with keys takes a processor for milliseconds; guessers must not take all of them.
    private final Semaphore comparing =
            new Semaphore(Math.max(1, Runtime.getRuntime().availableProcessors() / 2), true);

    LiveLogins(Database database, People people) {
        this.database = database;
        this.people = people;
    }

    /// The name under which a login is stored: people write theirs in letters of either case.
    static String stored(String prepared) {
        return prepared.toLowerCase(Locale.ROOT);
    }

    /// A directory checks passwords and shows no keys, and which login is meant is known too late to offer one of them
    /// more.
    @Override
    public Set<Mechanism> mechanisms() {
        return people.areKnown()
                ? EnumSet.of(Mechanism.PLAIN, Mechanism.LOGIN)
                : EnumSet.allOf(Mechanism.class);
    }

    @Override
    public ScramKeys keys(String login) throws IOException {
        String name = stored(login);
        Optional<LoginRow> row = row(name);
        return row.isPresent() ? row.get().keys() : ScramKeys.ofNobody(secret(), name);
    }

    @Override
    public Optional<Login> check(String login, String password)
            throws IOException, InterruptedException {
        String name = stored(login);
        Optional<LoginRow> row = row(name);
        if (row.isEmpty() && people.areKnown()) {
            return people.addresses(login, password).map(it -> person(name, it));
        }
        ScramKeys keys = row.isPresent() ? row.get().keys() : ScramKeys.ofNobody(secret(), name);
        return fit(keys, password) ? row.map(LiveLogins::login) : Optional.empty();
    }

    private boolean fit(ScramKeys keys, String password) throws InterruptedException {
        comparing.acquire();
        try {
            return keys.fit(password);
        } finally {
            comparing.release();
        }
    }

    @Override
    public Optional<Login> find(String login) throws IOException {
        return row(stored(login)).map(LiveLogins::login);
    }

    /// Of the people of a directory it is known only whether there is a directory.
    @Override
    public boolean isStill(Login login) throws IOException {
        return login.mark().isEmpty()
                ? people.areKnown()
                : row(login.name()).map(LiveLogins::login).filter(login::equals).isPresent();
    }

    private static Login login(LoginRow row) {
        return new Login(row.name(), Set.copyOf(row.senders()), row.changedAt().toString());
    }

    private static Login person(String name, List<Address> addresses) {
        return new Login(
                name,
                addresses.stream()
                        .map(it -> it.toString().toLowerCase(Locale.ROOT))
                        .collect(Collectors.toUnmodifiableSet()));
    }

    private Optional<LoginRow> row(String name) throws IOException {
        return ask(connection -> LoginStore.find(connection, name));
    }

    private byte[] secret() throws IOException {
        byte[] known = secret;
        if (known == null) {
            known = ask(LoginStore::secret);
            secret = known;
        }
        return known;
    }

    private <T> T ask(Database.Work<T> work) throws IOException {
        try {
            return database.transaction(DatabaseRole.MAIL, work);
        } catch (SQLException e) {
            throw new IOException("the database does not answer: " + e.getMessage(), e);
        }
    }
}
