package org.postern.mail.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.postern.mail.dns.CapturedAnswers;
import org.postern.mail.dns.DnsLookup;
import org.postern.mail.dns.ZoneReader;

/// All cases of the suite of RFC 7208, results and explanations.
class SpfSuiteTest {
    static List<SpfSuite.Case> cases() throws IOException {
        return SpfSuite.cases();
    }

    @Test
    void c1_theSuiteIsWhole() throws IOException {
        assertThat(SpfSuite.cases()).hasSize(203);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void c1_resultAndExplanationAreThoseOfTheSuite(SpfSuite.Case it) throws InterruptedException {
        var asked = new CapturedAnswers(it.zone());
        SpfVerdict verdict = spf(asked).check(it.question());

        assertThat(it.results()).as(verdict.why()).contains(verdict.result().toString());
        assertThat(verdict.why()).isNotEmpty().matches("[ -~]*");
        // Some cases allow other results, which have no explanation.
        if (!it.explanation().isEmpty() && verdict.result() == SpfResult.FAIL) {
            assertThat(verdict.explanation())
                    .isEqualTo(
                            it.explanation().equals("DEFAULT")
                                    ? Optional.empty()
                                    : Optional.of(it.explanation()));
        }
        // Ten terms of at most ten names each, the records of all terms, and an explanation.
        assertThat(asked.size()).isLessThanOrEqualTo(1 + 10 * 11 + 11 + 1);
    }

    /// What was answered once is all that is needed to come to the same verdict without the network.
    @ParameterizedTest
    @MethodSource("cases")
    void promise10_theAnswersOfOneCheckGiveItsVerdictAgain(SpfSuite.Case it)
            throws InterruptedException {
        var asked = new CapturedAnswers(it.zone());
        SpfVerdict before = spf(asked).check(it.question());
        ZoneReader.Reading read = ZoneReader.read(asked.replay().toString());

        assertThat(read.problems()).isEmpty();
        assertThat(spf(read.zone()).check(it.question())).isEqualTo(before);
    }

    private static Spf spf(DnsLookup dns) {
        return new Spf(dns, SpfLimits.DEFAULTS, "mx.example", InstantSource.system());
    }
}
