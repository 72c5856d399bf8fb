package org.postern.receive;

import java.io.IOException;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.postern.mail.sasl.Mechanism;
import org.postern.mail.sasl.ScramKeys;

/// Who may log in. Names and passwords are prepared by SASLprep. Implementations may wait, a few seconds at most, and must
/// be thread-safe. Each method throws [IOException] where nobody can say now; that is not the fault of the client.
public interface Logins {
    /// Nobody.
    Logins NONE =
            new Logins() {
                @Override
                public ScramKeys keys(String login) throws IOException {
                    throw new IOException("nobody may log in");
                }

                @Override
                public Optional<Login> check(String login, String password) {
                    return Optional.empty();
                }

                @Override
                public Optional<Login> find(String login) {
                    return Optional.empty();
                }
            };

    /// The keys of a login; of one that is not there, or has no keys, always the same ones that fit no password.
    ScramKeys keys(String login) throws IOException;

    /// Who it is whose password this is; empty where it is the wrong one, or there is no such login.
    Optional<Login> check(String login, String password) throws IOException, InterruptedException;

    /// The ways to prove who one is. Without stored keys of everybody it is only those that say the password.
    default Set<Mechanism> mechanisms() {
        return EnumSet.allOf(Mechanism.class);
    }

    /// What is known of a login whose keys were proven.
    Optional<Login> find(String login) throws IOException;

    /// Whether somebody who logged in some time ago would still be let in: the login was neither removed nor changed since.
    default boolean isStill(Login login) throws IOException {
        return true;
    }
}
