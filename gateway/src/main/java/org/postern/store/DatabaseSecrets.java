package org.postern.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;
import org.postern.settings.Secret;

/// The passwords of the database logins: files `db-NAME.secret` under `keys/`, made when first asked for.
public final class DatabaseSecrets {
    private static final int OCTETS = 24;

    private final Path keys;

    public DatabaseSecrets(DataDirectory data) {
        this.keys = data.keys();
    }

    /// The password of a service login, generated when there is none yet.
    Secret of(DatabaseRole role) throws IOException {
        return of(role.word());
    }

    Secret of(String name) throws IOException {
        Path file = file(name);
        if (!Files.exists(file)) {
            byte[] random = new byte[OCTETS];
            new SecureRandom().nextBytes(random);
            DurableFile.write(
                    file, Base64.getUrlEncoder().withoutPadding().encodeToString(random) + "\n");
        }
        return read(file);
    }

    boolean has(DatabaseRole role) {
        return Files.exists(file(role.word()));
    }

    Path file(String name) {
        return keys.resolve("db-" + name + ".secret");
    }

    /// Reads a secret from a file: its only line.
    static Secret read(Path file) throws IOException {
        Secret secret = Secret.parse(Files.readString(file).strip());
        if (secret.isEmpty()) {
            throw new IOException(file + " is empty");
        }
        return secret;
    }
}
