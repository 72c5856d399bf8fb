package org.postern.acceptance;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;

/// A client's side of SCRAM-SHA-256 (RFC 5802, RFC 7677) that shares no line with the gateway's.
final class OtherScram {
    private final String password;
    private final String bare;
    private String signature = "";

    OtherScram(String login, String password, String nonce) {
        this.password = password;
        this.bare = "n=" + login + ",r=" + nonce;
    }

    /// What is said with AUTH.
    String first() {
        return base64(("n,," + bare).getBytes(UTF_8));
    }

    /// The proof that a challenge asks for.
    String proof(String challenge) throws GeneralSecurityException {
        String server = new String(Base64.getDecoder().decode(challenge), UTF_8);
        Map<String, String> said =
                Arrays.stream(server.split(",", -1))
                        .collect(
                                Collectors.toMap(
                                        it -> it.substring(0, 1),
                                        it -> it.substring(2),
                                        (one, _) -> one));
        Function<String, String> value = it -> said.getOrDefault(it, "");
        byte[] salted =
                SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
                        .generateSecret(
                                new PBEKeySpec(
                                        password.toCharArray(),
                                        Base64.getDecoder().decode(value.apply("s")),
                                        Integer.parseInt(value.apply("i")),
                                        256))
                        .getEncoded();
        String last = "c=biws,r=" + value.apply("r");
        String all = bare + "," + server + "," + last;
        byte[] key = hmac(salted, "Client Key");
        byte[] mask = hmac(MessageDigest.getInstance("SHA-256").digest(key), all);
        for (int i = 0; i < key.length; i++) {
            key[i] ^= mask[i];
        }
        signature = "v=" + base64(hmac(hmac(salted, "Server Key"), all));
        return base64((last + ",p=" + base64(key)).getBytes(UTF_8));
    }

    /// What the server has to show for that.
    String signature() {
        return base64(signature.getBytes(UTF_8));
    }

    private static byte[] hmac(byte[] key, String text) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
        return mac.doFinal(text.getBytes(UTF_8));
    }

    private static String base64(byte[] octets) {
        return Base64.getEncoder().encodeToString(octets);
    }
}
