package org.postern.app;

import java.io.IOException;
import java.sql.SQLException;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.postern.directory.LoginRow;
import org.postern.directory.LoginStore;
import org.postern.mail.sasl.ScramKeys;
import org.postern.receive.Login;
import org.postern.receive.Logins;
import org.postern.store.Database;
import org.postern.store.DatabaseRole;

/// The logins of the database, in the words of the edge. Each attempt asks anew, so that a login that was removed is gone
/// at once.
final class LiveLogins implements Logins {
    private final Database database;
    private volatile byte @Nullable [] secret;

    LiveLogins(Database database) {
        this.database = database;
    }

    /// The name under which a login is stored: people write theirs in letters of either case.
    static String stored(String prepared) {
        return prepared.toLowerCase(Locale.ROOT);
    }

    @Override
    public ScramKeys keys(String login) throws IOException {
        String name = stored(login);
        Optional<LoginRow> row = row(name);
        return row.isPresent() ? row.get().keys() : ScramKeys.ofNobody(secret(), name);
    }

    @Override
    public boolean check(String login, String password) throws IOException {
        return keys(login).fit(password);
    }

    @Override
    public Optional<Login> find(String login) throws IOException {
        return row(stored(login)).map(it -> new Login(it.name(), Set.copyOf(it.senders())));
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
