package org.postern.receive;

import java.io.IOException;
import java.util.Optional;
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
                public boolean check(String login, String password) {
                    return false;
                }

                @Override
                public Optional<Login> find(String login) {
                    return Optional.empty();
                }
            };

    /// The keys of a login; of one that is not there, or has no keys, always the same ones that fit no password.
    ScramKeys keys(String login) throws IOException;

    /// Whether a password is the right one. It takes as long for a login that is not there.
    boolean check(String login, String password) throws IOException;

    /// What is known of a login that was proven.
    Optional<Login> find(String login) throws IOException;
}
