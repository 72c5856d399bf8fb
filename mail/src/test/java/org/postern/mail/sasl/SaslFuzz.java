package org.postern.mail.sasl;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.postern.mail.sasl.ClientExchange.Reaction;
import org.postern.mail.sasl.ServerExchange.Step;

/// Any octets, said by a client or by a server. Answers are parted by 0x1e; the first octet chooses the mechanism.
final class SaslFuzz {
    private static final String NONCE = "0123456789abcdefghij";
    private static final ScramKeys KEYS =
            ScramKeys.ofNobody("secret".getBytes(StandardCharsets.US_ASCII), "nobody");

    @FuzzTest(maxDuration = "10m")
    void a16_nobodyIsProvenWithoutThePassword(byte[] octets) {
        if (octets.length == 0) {
            return;
        }
        Mechanism mechanism = mechanism(octets[0]);
        ServerExchange server = ServerExchange.begin(mechanism, NONCE).next();
        int from = 1;
        while (from <= octets.length) {
            int end = end(octets, from);
            Step step = server.answer(Arrays.copyOfRange(octets, from, end));
            if (step instanceof Step.Keys(String login, var next)) {
                assertThat(SaslPrep.prepare(login)).contains(login);
                step = next.with(KEYS);
            }
            switch (step) {
                case Step.Challenge(String text, ServerExchange next) -> {
                    assertThat(text).matches("[ -~]+");
                    server = next;
                }
                case Step.Password(String login, String password) -> {
                    assertThat(SaslPrep.prepare(login)).contains(login);
                    assertThat(SaslPrep.prepare(password)).contains(password);
                    assertThat(mechanism).isNotEqualTo(Mechanism.SCRAM_SHA_256);
                    return;
                }
                case Step.Refused _, Step.Malformed _ -> {
                    return;
                }
                case Step.Proven _, Step.Keys _ -> throw new AssertionError("proven by nothing");
            }
            from = end + 1;
        }
    }

    @FuzzTest(maxDuration = "10m")
    void a17_noServerIsTrustedWithoutTheKeys(byte[] octets) {
        if (octets.length == 0) {
            return;
        }
        ClientExchange client =
                ClientExchange.begin(Mechanism.SCRAM_SHA_256, "anna", "secret", NONCE);
        int from = 1;
        while (from <= octets.length) {
            int end = end(octets, from);
            byte[] said = Arrays.copyOfRange(octets, from, end);
            String challenge =
                    (octets[0] & 0x10) != 0
                            ? new String(said, StandardCharsets.ISO_8859_1)
                            : Base64Text.encode(said);
            if (manyRounds(said)
                    || !(client.answer(challenge) instanceof Reaction.Say(var text, var next))) {
                return;
            }
            assertThat(Base64Text.decode(text)).isPresent();
            assertThat(next.mayEnd()).isFalse();
            client = next;
            from = end + 1;
        }
    }

    /// They are allowed, and take their time.
    private static boolean manyRounds(byte[] said) {
        return new String(said, StandardCharsets.ISO_8859_1).matches("(?s).*i=\\d{5}.*");
    }

    @FuzzTest(maxDuration = "10m")
    void whatIsPreparedIsPreparedAsItself(byte[] octets) {
        String text = new String(octets, StandardCharsets.UTF_8);
        SaslPrep.prepare(text).ifPresent(it -> assertThat(SaslPrep.prepare(it)).contains(it));
        Base64Text.decode(new String(octets, StandardCharsets.ISO_8859_1))
                .ifPresent(it ->
                        assertThat(Base64Text.encode(it))
                                .isEqualTo(new String(octets, StandardCharsets.ISO_8859_1)));
    }

    private static Mechanism mechanism(byte choice) {
        return switch (choice & 3) {
            case 0 -> Mechanism.PLAIN;
            case 1 -> Mechanism.LOGIN;
            default -> Mechanism.SCRAM_SHA_256;
        };
    }

    private static int end(byte[] octets, int from) {
        int end = from;
        while (end < octets.length && octets[end] != 0x1e) {
            end++;
        }
        return end;
    }
}
