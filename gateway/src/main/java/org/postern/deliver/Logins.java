package org.postern.deliver;

import java.util.Optional;
import org.postern.settings.Secret;

/// Knows what we show to next hops that want a login. Thread-safe.
@FunctionalInterface
public interface Logins {
    /// Where nobody wants any.
    Logins NONE = _ -> Optional.empty();

    /// @return empty where there is none of that name, or its secret cannot be opened
    Optional<Login> login(String name);

    /// A user and the secret that proves it.
    record Login(String user, Secret secret) {}
}
