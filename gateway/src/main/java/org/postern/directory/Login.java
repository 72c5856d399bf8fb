package org.postern.directory;

import java.util.regex.Pattern;

/// A user name and a secret that we show to a server of somebody else. Routes and sources of recipients name it.
///
/// @param sealed the secret, encrypted with a master key; site settings never hold it in clear
public record Login(String name, String user, String sealed) {
    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9_-]{0,62}");

    public Login {
        if (!isName(name)) {
            throw new IllegalArgumentException(
                    "name a login with small letters, digits, - and _, such as relay-1");
        }
        if (user.isEmpty()
                || user.length() > 500
                || user.chars().anyMatch(Character::isISOControl)
                || sealed.isEmpty()) {
            throw new IllegalArgumentException("a login has a user name and a secret");
        }
    }

    /// Whether a login may be called so.
    static boolean isName(String text) {
        return NAME.matcher(text).matches();
    }

    /// The secret stays out of it, sealed or not.
    @Override
    public String toString() {
        return name + " (user " + user + ")";
    }
}
