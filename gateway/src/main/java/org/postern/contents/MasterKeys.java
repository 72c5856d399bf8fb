package org.postern.contents;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.crypto.Cipher;
import javax.crypto.KDF;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.HKDFParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.postern.store.DataDirectory;
import org.postern.store.DurableFile;

/// The master keys: a file with a line `ID BASE64` for each. The last one wraps new data keys, the others still unwrap
/// old ones, so a key is rotated by adding a line. Thread-safe.
public final class MasterKeys {
    private static final String AES = "AES/GCM/NoPadding";
    private static final String HMAC = "HmacSHA256";
    private static final int KEY = 32;
    private static final int NONCE = 12;
    private static final int TAG_BITS = 128;

    private final SecureRandom random;
    private final Map<String, SecretKey> keys;
    private final String newest;

    private MasterKeys(SecureRandom random, Map<String, SecretKey> keys, String newest) {
        this.random = random;
        this.keys = Map.copyOf(keys);
        this.newest = newest;
    }

    /// Reads `keys/master.key`, which is made when it is missing.
    ///
    /// @throws IOException the file is not as it must be; without it nothing that is held can be read
    public static MasterKeys open(DataDirectory data) throws IOException {
        var random = new SecureRandom();
        Path file = data.keys().resolve("master.key");
        if (!Files.exists(file)) {
            DurableFile.write(file, line("k1", random) + "\n");
        }
        return read(file, random);
    }

    /// Adds a key, which wraps everything stored from now on; the older ones still open what they wrapped. For
    /// administrators, as an operation while no gateway runs on the directory.
    public static MasterKeys rotate(DataDirectory data) throws IOException {
        MasterKeys now = open(data);
        Path file = data.keys().resolve("master.key");
        var lines = new ArrayList<>(Files.readAllLines(file));
        lines.add(line("k" + (now.keys.size() + 1), now.random));
        DurableFile.write(file, String.join("\n", lines) + "\n");
        return read(file, now.random);
    }

    private static MasterKeys read(Path file, SecureRandom random) throws IOException {
        var keys = new LinkedHashMap<String, SecretKey>();
        String newest = "";
        List<String> lines = Files.readAllLines(file);
        for (int i = 0; i < lines.size(); i++) {
            String[] parts = lines.get(i).split(" ", -1);
            byte[] key = parts.length == 2 ? decode(parts[1]) : new byte[0];
            if (key.length != KEY || keys.put(parts[0], new SecretKeySpec(key, "AES")) != null) {
                throw new IOException(file + ":" + (i + 1) + ": not a master key");
            }
            newest = parts[0];
        }
        if (keys.isEmpty()) {
            throw new IOException(file + " holds no key");
        }
        return new MasterKeys(random, keys, newest);
    }

    /// The name of the key that wraps now.
    String newest() {
        return newest;
    }

    SecretKey newDataKey() {
        byte[] key = new byte[KEY];
        random.nextBytes(key);
        return new SecretKeySpec(key, "AES");
    }

    ContentId newId(Instant now) {
        return ContentId.at(now, random.nextLong(), random.nextLong());
    }

    /// A data key under the newest master key, bound to its item.
    byte[] wrap(SecretKey dataKey, ContentId id) throws GeneralSecurityException {
        byte[] nonce = new byte[NONCE];
        random.nextBytes(nonce);
        Cipher cipher = cipher(Cipher.ENCRYPT_MODE, newest, nonce, id);
        byte[] sealed = cipher.doFinal(dataKey.getEncoded());
        return ByteBuffer.allocate(NONCE + sealed.length).put(nonce).put(sealed).array();
    }

    SecretKey unwrap(String keyId, byte[] wrapped, ContentId id) throws GeneralSecurityException {
        if (wrapped.length < NONCE) {
            throw new GeneralSecurityException("wrapped key too short");
        }
        byte[] nonce = Arrays.copyOf(wrapped, NONCE);
        Cipher cipher = cipher(Cipher.DECRYPT_MODE, keyId, nonce, id);
        return new SecretKeySpec(cipher.doFinal(wrapped, NONCE, wrapped.length - NONCE), "AES");
    }

    /// A short secret of the site under the newest master key, as text, bound to what it is for.
    ///
    /// @param purpose what opens it again, such as the name of a login
    public String seal(String purpose, String secret) throws GeneralSecurityException {
        byte[] nonce = new byte[NONCE];
        random.nextBytes(nonce);
        byte[] sealed =
                cipher(Cipher.ENCRYPT_MODE, newest, nonce, about(purpose))
                        .doFinal(secret.getBytes(StandardCharsets.UTF_8));
        byte[] all = ByteBuffer.allocate(NONCE + sealed.length).put(nonce).put(sealed).array();
        return newest + ":" + Base64.getEncoder().encodeToString(all);
    }

    /// Opens what [#seal] made for the same purpose.
    ///
    /// @throws GeneralSecurityException it was made for something else, or with a key that is not here
    public String open(String purpose, String sealed) throws GeneralSecurityException {
        int colon = sealed.indexOf(':');
        byte[] all = decode(sealed.substring(colon + 1));
        if (colon < 0 || all.length < NONCE) {
            throw new GeneralSecurityException("not a sealed secret");
        }
        byte[] nonce = Arrays.copyOf(all, NONCE);
        Cipher cipher =
                cipher(Cipher.DECRYPT_MODE, sealed.substring(0, colon), nonce, about(purpose));
        byte[] secret = cipher.doFinal(all, NONCE, all.length - NONCE);
        return new String(secret, StandardCharsets.UTF_8);
    }

    /// A seal over octets, as text, that nobody makes without a master key; bound to what it is for.
    public String sign(String purpose, byte[] octets) throws GeneralSecurityException {
        byte[] seal = seal(purpose, newest, octets);
        return newest + ":" + Base64.getEncoder().encodeToString(seal);
    }

    /// Whether [#sign] made a seal for the same purpose and octets, with any of the keys that are here.
    public boolean hasSigned(String purpose, byte[] octets, String seal)
            throws GeneralSecurityException {
        int colon = seal.indexOf(':');
        String keyId = seal.substring(0, Math.max(colon, 0));
        return keys.containsKey(keyId)
                && MessageDigest.isEqual(
                        decode(seal.substring(colon + 1)), seal(purpose, keyId, octets));
    }

    /// HMAC-SHA-256 (RFC 2104) with a key of its own for each purpose (HKDF, RFC 5869).
    private byte[] seal(String purpose, String keyId, byte[] octets)
            throws GeneralSecurityException {
        HKDFParameterSpec spec =
                HKDFParameterSpec.ofExtract()
                        .addIKM(keys.get(keyId))
                        .thenExpand(("sign:" + purpose).getBytes(StandardCharsets.UTF_8), KEY);
        Mac mac = Mac.getInstance(HMAC);
        mac.init(KDF.getInstance("HKDF-SHA256").deriveKey(HMAC, spec));
        return mac.doFinal(octets);
    }

    private static ByteBuffer about(String purpose) {
        return ByteBuffer.wrap(("secret:" + purpose).getBytes(StandardCharsets.UTF_8));
    }

    private Cipher cipher(int mode, String keyId, byte[] nonce, ContentId id)
            throws GeneralSecurityException {
        ByteBuffer about =
                ByteBuffer.allocate(16)
                        .putLong(id.uuid().getMostSignificantBits())
                        .putLong(id.uuid().getLeastSignificantBits())
                        .flip();
        return cipher(mode, keyId, nonce, about);
    }

    private Cipher cipher(int mode, String keyId, byte[] nonce, ByteBuffer about)
            throws GeneralSecurityException {
        SecretKey key = keys.get(keyId);
        if (key == null) {
            throw new GeneralSecurityException("no master key " + keyId + " in keys/master.key");
        }
        Cipher cipher = Cipher.getInstance(AES);
        cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(about);
        return cipher;
    }

    private static String line(String id, SecureRandom random) {
        byte[] key = new byte[KEY];
        random.nextBytes(key);
        return id + " " + Base64.getEncoder().encodeToString(key);
    }

    private static byte[] decode(String text) {
        try {
            return Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException _) {
            return new byte[0];
        }
    }
}
