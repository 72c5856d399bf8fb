package org.postern.mail.sasl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postern.mail.sasl.ClientExchange.Reaction;
import org.postern.mail.sasl.ServerExchange.Step;

class ScramTest {
    private static final String CLIENT_NONCE = "rOprNGfwEbeRWgbNEkqO";
    private static final String SERVER_NONCE = "%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0";
    private static final byte[] SALT = Base64.getDecoder().decode("W22ZaJ0SNY7soEsUEjb6gQ==");
    private static final ScramKeys KEYS = ScramKeys.of("pencil", SALT, 4096);

    // The exchange of RFC 7677 §3.
    private static final String FIRST = "n,,n=user,r=" + CLIENT_NONCE;
    private static final String ASKED =
            "r=" + CLIENT_NONCE + SERVER_NONCE + ",s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096";
    private static final String WITHOUT_PROOF = "c=biws,r=" + CLIENT_NONCE + SERVER_NONCE;
    private static final String LAST =
            WITHOUT_PROOF + ",p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=";
    private static final String SHOWN = "v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=";

    @Test
    void theServerProvesTheExampleOfTheStandard() {
        assertThat(step(asked(FIRST), LAST)).isInstanceOf(Step.Challenge.class);
        var shown = (Step.Challenge) step(asked(FIRST), LAST);
        assertThat(shown.text()).isEqualTo(SHOWN);
        assertThat(step(shown.next(), "")).isEqualTo(new Step.Proven("user"));
        assertThat(step(shown.next(), "x")).isEqualTo(Step.Malformed.MALFORMED);
    }

    @Test
    void theClientProvesTheExampleOfTheStandard() {
        ClientExchange client =
                ClientExchange.begin(Mechanism.SCRAM_SHA_256, "user", "pencil", CLIENT_NONCE);
        assertThat(client.first()).contains(base64(FIRST));
        var last = (Reaction.Say) client.answer(base64(ASKED));
        assertThat(last.text()).isEqualTo(base64(LAST));
        assertThat(last.next().mayEnd()).isFalse();
        var end = (Reaction.Say) last.next().answer(base64(SHOWN));
        assertThat(end.text()).isEmpty();
        assertThat(end.next().mayEnd()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVR=",
                "AHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=",
                "dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndQ==",
                ""
            })
    void a16_anotherProofProvesNothing(String proof) {
        assertThat(step(asked(FIRST), WITHOUT_PROOF + ",p=" + proof))
                .isIn(new Step.Refused("user"), Step.Malformed.MALFORMED);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "y,,n=user,r=" + CLIENT_NONCE + " | c=eSws,r=",
                "n,a=user,n=user,r=" + CLIENT_NONCE + " | c=bixhPXVzZXIs,r="
            })
    void whatTheClientSaidOfChannelBindingIsHeldAgainstIt(String first, String binding) {
        assertThat(
                        step(
                                asked(first),
                                binding
                                        + CLIENT_NONCE
                                        + SERVER_NONCE
                                        + ",p="
                                        + "A".repeat(43)
                                        + "="))
                .isEqualTo(new Step.Refused("user"));
        assertThat(step(asked(first), WITHOUT_PROOF + ",p=" + "A".repeat(43) + "="))
                .isEqualTo(Step.Malformed.MALFORMED);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ",",
                "n,",
                "n,,",
                "n,,n=user",
                "n,,n=,r=abc",
                "n,,r=abc,n=user",
                "n,,m=ext,n=user,r=abc",
                "n,,n=us=er,r=abc",
                "n,,n=user,r=a b",
                "n,,n=us\0er,r=abc",
                "x,,n=user,r=abc",
                "p=tls-unique,,n=user,r=abc",
                "p=tls-exporter,,n=user,r=abc"
            })
    void a16_firstAnswersThatBreakTheRulesAreMalformed(String first) {
        assertThat(step(new ScramServer(SERVER_NONCE), first)).isEqualTo(Step.Malformed.MALFORMED);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "c=biws",
                "c=biws,r=other,p=AAAA",
                "c=biws,r=" + CLIENT_NONCE + ",p=AAAA",
                "r=" + CLIENT_NONCE + SERVER_NONCE + ",c=biws,p=AAAA",
                WITHOUT_PROOF,
                WITHOUT_PROOF + ",p=A"
            })
    void a16_lastAnswersThatBreakTheRulesAreMalformed(String last) {
        assertThat(step(asked(FIRST), last)).isEqualTo(Step.Malformed.MALFORMED);
    }

    @Test
    void a16_nobodyActsForSomebodyElse() {
        assertThat(step(new ScramServer(SERVER_NONCE), "n,a=boss,n=user,r=abc"))
                .isEqualTo(new Step.Refused("user"));
        assertThat(step(new PlainServer(), "boss\0user\0pencil"))
                .isEqualTo(new Step.Refused("user"));
    }

    @Test
    void namesWithCommasAndEqualsSignsAreWrittenOut() {
        var keys = (Step.Keys) step(new ScramServer(SERVER_NONCE), "n,,n=a=2Cb=3Dc,r=abc");
        assertThat(keys.login()).isEqualTo("a,b=c");
        assertThat(
                        ClientExchange.begin(
                                        Mechanism.SCRAM_SHA_256, "a,b=c", "pencil", CLIENT_NONCE)
                                .first())
                .contains(base64("n,,n=a=2Cb=3Dc,r=" + CLIENT_NONCE));
    }

    @Test
    void a16_aLoginThatIsNotThereShowsTheSameKeysAlways() {
        byte[] secret = {1, 2, 3};
        ScramKeys nobody = ScramKeys.ofNobody(secret, "nobody");
        assertThat(nobody.saltText()).isEqualTo(ScramKeys.ofNobody(secret, "nobody").saltText());
        assertThat(nobody.saltText()).isNotEqualTo(ScramKeys.ofNobody(secret, "other").saltText());
        assertThat(nobody.saltText()).hasSameSizeAs(KEYS.saltText());
        assertThat(nobody.fit("pencil")).isFalse();
    }

    @Test
    void keysAreWrittenAndReadAndTellNothing() {
        assertThat(KEYS.print())
                .isEqualTo(
                        "SCRAM-SHA-256$4096:W22ZaJ0SNY7soEsUEjb6gQ==$WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4qY="
                                + ":wfPLwcE6nTWhTAmQ7tl2KeoiWGPlZqQxSrmfPwDl2dU=");
        ScramKeys again = ScramKeys.parse(KEYS.print()).orElseThrow();
        assertThat(again.fit("pencil")).isTrue();
        assertThat(again.fit("Pencil")).isFalse();
        assertThat(KEYS.toString()).doesNotContain("W22Z");
        assertThat(new Step.Password("user", "pencil").toString()).doesNotContain("pencil");
        assertThat(ClientExchange.begin(Mechanism.PLAIN, "user", "pencil", "").toString())
                .doesNotContain("pencil");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "SCRAM-SHA-256$4096:W22ZaJ0SNY7soEsUEjb6gQ==$AAAA:AAAA",
                "SCRAM-SHA-256$4095:W22ZaJ0SNY7soEsUEjb6gQ==$WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4qY=:wfPLwcE6nTWhTAmQ7tl2KeoiWGPlZqQxSrmfPwDl2dU=",
                "SCRAM-SHA-1$4096:W22ZaJ0SNY7soEsUEjb6gQ==$WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4qY=:wfPLwcE6nTWhTAmQ7tl2KeoiWGPlZqQxSrmfPwDl2dU=",
                "SCRAM-SHA-256$4096:W22ZaJ0SNY7soEsUEjb6gQ==$WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4qY=",
                "SCRAM-SHA-256$4096:*$WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4qY=:wfPLwcE6nTWhTAmQ7tl2KeoiWGPlZqQxSrmfPwDl2dU="
            })
    void whatAreNoKeysIsNotRead(String text) {
        assertThat(ScramKeys.parse(text)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "r=other,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096",
                "r=" + CLIENT_NONCE + ",s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096",
                "r=" + CLIENT_NONCE + "x,s=,i=4096",
                "r=" + CLIENT_NONCE + "x,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4095",
                "r=" + CLIENT_NONCE + "x,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=9999999",
                "r=" + CLIENT_NONCE + "x,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=99999999999",
                "e=other-error",
                ""
            })
    void a17_aServerThatBreaksTheRulesIsLeft(String asked) {
        ClientExchange client =
                ClientExchange.begin(Mechanism.SCRAM_SHA_256, "user", "pencil", CLIENT_NONCE);
        assertThat(client.answer(base64(asked))).isInstanceOf(Reaction.BreakOff.class);
        assertThat(client.answer(asked)).isInstanceOf(Reaction.BreakOff.class);
    }

    @Test
    void a17_aServerThatDoesNotKnowThePasswordIsLeft() {
        ClientExchange client =
                ClientExchange.begin(Mechanism.SCRAM_SHA_256, "user", "pencil", CLIENT_NONCE);
        assertThat(client.mayEnd()).isFalse();
        var last = (Reaction.Say) client.answer(base64(ASKED));
        assertThat(last.next().answer(base64("v=" + "A".repeat(43) + "=")))
                .isInstanceOf(Reaction.BreakOff.class);
        assertThat(last.next().answer(base64("e=invalid-proof")))
                .isInstanceOf(Reaction.BreakOff.class);
    }

    @Test
    void aNonceThatIsNoneIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> new ScramServer("short"));
        assertThatIllegalArgumentException().isThrownBy(() -> new ScramServer("a,".repeat(20)));
    }

    private static ServerExchange asked(String first) {
        var keys = (Step.Keys) step(new ScramServer(SERVER_NONCE), first);
        var challenge = (Step.Challenge) keys.next().with(KEYS);
        assertThat(challenge.text()).isEqualTo(ASKED);
        return challenge.next();
    }

    private static Step step(ServerExchange exchange, String answer) {
        return exchange.answer(answer.getBytes(StandardCharsets.UTF_8));
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
