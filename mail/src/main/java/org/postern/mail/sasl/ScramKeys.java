package org.postern.mail.sasl;

import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Optional;

/// What is stored instead of a password (RFC 5802 §3): enough to check it, not enough to log in elsewhere.
public final class ScramKeys {
    /// Rounds for new passwords: about five milliseconds of one processor. RFC 7677 asks for 4,096 at least.
    public static final int ROUNDS = 16_384;

    static final int KEY = 32;

    private static final int LEAST_ROUNDS = 4096;
    private static final int MOST_ROUNDS = 1_000_000;
    private static final String SCHEME = Mechanism.SCRAM_SHA_256.word();

    private final byte[] salt;
    private final int rounds;
    private final byte[] stored;
    private final byte[] server;

    private ScramKeys(byte[] salt, int rounds, byte[] stored, byte[] server) {
        if (salt.length < 8
                || salt.length > 64
                || rounds < LEAST_ROUNDS
                || rounds > MOST_ROUNDS
                || stored.length != KEY
                || server.length != KEY) {
            throw new IllegalArgumentException("not keys of " + SCHEME);
        }
        this.salt = salt.clone();
        this.rounds = rounds;
        this.stored = stored.clone();
        this.server = server.clone();
    }

    /// The keys of a password.
    ///
    /// @param prepared as [SaslPrep] gives it
    /// @param salt new for each password
    public static ScramKeys of(String prepared, byte[] salt, int rounds) {
        byte[] salted = Sha256.stretched(Utf8.encode(prepared), salt, rounds);
        return new ScramKeys(
                salt,
                rounds,
                Sha256.hash(Sha256.hmac(salted, "Client Key")),
                Sha256.hmac(salted, "Server Key"));
    }

    /// Keys that no password has, always the same for a name: who asks for a login that is not there sees what one that
    /// is there would show.
    ///
    /// @param secret of the site, at least one octet
    public static ScramKeys ofNobody(byte[] secret, String login) {
        return new ScramKeys(
                Arrays.copyOf(Sha256.hmac(secret, "salt " + login), 16),
                ROUNDS,
                Sha256.hmac(secret, "stored " + login),
                Sha256.hmac(secret, "server " + login));
    }

    /// Reads what [#print] wrote.
    public static Optional<ScramKeys> parse(String text) {
        String[] parts = text.split("[$:]", -1);
        if (parts.length != 5 || !parts[0].equals(SCHEME) || !parts[1].matches("[1-9][0-9]{3,6}")) {
            return Optional.empty();
        }
        Optional<byte[]> salt = Base64Text.decode(parts[2]);
        Optional<byte[]> stored = Base64Text.decode(parts[3]);
        Optional<byte[]> server = Base64Text.decode(parts[4]);
        if (salt.isEmpty() || stored.isEmpty() || server.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    new ScramKeys(
                            salt.get(), Integer.parseInt(parts[1]), stored.get(), server.get()));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    /// The text to store: `SCRAM-SHA-256$rounds:salt$StoredKey:ServerKey` (RFC 5803). A secret.
    public String print() {
        return SCHEME
                + "$"
                + rounds
                + ":"
                + saltText()
                + "$"
                + Base64Text.encode(stored)
                + ":"
                + Base64Text.encode(server);
    }

    /// Whether they are the keys of a password. It takes as long for a wrong one.
    ///
    /// @param prepared as [SaslPrep] gives it
    public boolean fit(String prepared) {
        ScramKeys other = of(prepared, salt, rounds);
        return MessageDigest.isEqual(other.stored, stored);
    }

    String saltText() {
        return Base64Text.encode(salt);
    }

    int rounds() {
        return rounds;
    }

    /// Whether a client that said this knows the password.
    boolean prove(byte[] proof, String said) {
        if (proof.length != KEY) {
            return false;
        }
        byte[] clientKey = Sha256.xor(Sha256.hmac(stored, said), proof);
        return MessageDigest.isEqual(Sha256.hash(clientKey), stored);
    }

    /// What shows the client that we know the keys.
    String signature(String said) {
        return Base64Text.encode(Sha256.hmac(server, said));
    }

    @Override
    public String toString() {
        return SCHEME + " keys";
    }
}
