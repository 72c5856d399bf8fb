package org.postern.mail.sasl;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postern.mail.sasl.ClientExchange.Reaction;
import org.postern.mail.sasl.ServerExchange.Step;

class ServerExchangeTest {
    private static final String NONCE = "0123456789abcdefghij";

    @Test
    void plainAsksForThePasswordOfALogin() {
        ServerExchange.Begin begin = ServerExchange.begin(Mechanism.PLAIN, NONCE);
        assertThat(begin.challenge()).isEmpty();
        assertThat(step(begin.next(), "\0anna\0secret"))
                .isEqualTo(new Step.Password("anna", "secret"));
        assertThat(step(begin.next(), "anna\0anna\0secret"))
                .isEqualTo(new Step.Password("anna", "secret"));
        assertThat(step(begin.next(), "\0ann\u00ad\u00e4\0p\u2168"))
                .isEqualTo(new Step.Password("ann\u00e4", "pIX"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "anna",
                "\0anna",
                "\0anna\0",
                "\0\0secret",
                "\0anna\0sec\0ret",
                "\0\0\0",
                "\0an\u0007na\0secret",
                "\0anna\0\ud83d"
            })
    void a16_plainThatBreaksTheRulesIsMalformed(String answer) {
        ServerExchange plain = ServerExchange.begin(Mechanism.PLAIN, NONCE).next();
        assertThat(plain.answer(answer.getBytes(StandardCharsets.UTF_16BE)))
                .isEqualTo(Step.Malformed.MALFORMED);
        if (!answer.contains("\ud83d")) {
            assertThat(step(plain, answer)).isEqualTo(Step.Malformed.MALFORMED);
        }
    }

    @Test
    void a16_octetsThatAreNotUtf8AreMalformed() {
        byte[] latin = "\0anna\0s\u00e9cret".getBytes(StandardCharsets.ISO_8859_1);
        for (Mechanism mechanism : Mechanism.values()) {
            assertThat(ServerExchange.begin(mechanism, NONCE).next().answer(latin))
                    .isEqualTo(Step.Malformed.MALFORMED);
        }
    }

    @Test
    void loginAsksForTheNameAndThenThePassword() {
        ServerExchange.Begin begin = ServerExchange.begin(Mechanism.LOGIN, NONCE);
        assertThat(begin.challenge()).isEqualTo("Username:");
        var asked = (Step.Challenge) step(begin.next(), "anna");
        assertThat(asked.text()).isEqualTo("Password:");
        assertThat(step(asked.next(), "secret")).isEqualTo(new Step.Password("anna", "secret"));
        assertThat(step(asked.next(), "")).isEqualTo(Step.Malformed.MALFORMED);
    }

    @Test
    void eachClientReachesItsServer() {
        for (Mechanism mechanism : Mechanism.values()) {
            assertThat(Dialogue.isProven(mechanism, "anna=,\u00e9", "p,\u00e9=", "p,\u00e9="))
                    .isTrue();
            assertThat(Dialogue.isProven(mechanism, "anna", "secret", "Secret")).isFalse();
        }
    }

    @Test
    void theBestMechanismIsTaken() {
        assertThat(ClientExchange.best(List.of("login", "plain", "scram-sha-256", "X")))
                .contains(Mechanism.SCRAM_SHA_256);
        assertThat(ClientExchange.best(List.of("LOGIN", "PLAIN"))).contains(Mechanism.PLAIN);
        assertThat(ClientExchange.best(List.of("GSSAPI"))).isEmpty();
    }

    @Test
    void aServerThatAsksTooMuchIsLeft() {
        var plain = ClientExchange.begin(Mechanism.PLAIN, "anna", "secret", "");
        assertThat(plain.answer("")).isInstanceOf(Reaction.BreakOff.class);
        var login = ClientExchange.begin(Mechanism.LOGIN, "anna", "secret", "");
        assertThat(login.first()).isEmpty();
        var name = (Reaction.Say) login.answer("VXNlcm5hbWU6");
        var password = (Reaction.Say) name.next().answer("VXNlcm5hbWU6");
        assertThat(name.next().mayEnd()).isFalse();
        assertThat(password.next().mayEnd()).isTrue();
        assertThat(password.next().answer("")).isInstanceOf(Reaction.BreakOff.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "A", "AA", "AAA", "AA==A", "AA=", "AB==", "A A=", "AAAA\n", "*", "-_==", "AAA==="
            })
    void a16_base64IsReadByTheLetter(String text) {
        assertThat(Base64Text.decode(text)).isEmpty();
    }

    @Test
    void a16_base64HasALimit() {
        assertThat(Base64Text.decode("AAAA".repeat(3071))).isPresent();
        assertThat(Base64Text.decode("AAAA".repeat(3072))).isEmpty();
        assertThat(Base64Text.decode("")).contains(new byte[0]);
    }

    private static Step step(ServerExchange exchange, String answer) {
        return exchange.answer(answer.getBytes(StandardCharsets.UTF_8));
    }
}
