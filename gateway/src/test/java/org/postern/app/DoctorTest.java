package org.postern.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.postern.doctor.Check;
import org.postern.doctor.Diagnosis;
import org.postern.doctor.Diagnosis.Level;
import org.postern.doctor.SiteCheck;

class DoctorTest {
    @Test
    void aCheckThatFailsHidesNothingOfTheOthers() {
        var one = new SiteCheck(() -> 1);
        var broken =
                new SiteCheck(() -> {
                    throw new IllegalStateException("a bug");
                });
        assertThat(Doctor.all(List.<Check>of(one, broken, one)))
                .satisfiesExactly(
                        it -> assertThat(it.level()).isEqualTo(Level.GOOD),
                        it -> {
                            assertThat(it.level()).isEqualTo(Level.PROBLEM);
                            assertThat(it.seen()).startsWith("SiteCheck could not look: ");
                            assertThat(it.seen()).endsWith("a bug");
                        },
                        it -> assertThat(it.level()).isEqualTo(Level.GOOD));
    }

    @Test
    void onlyAProblemIsTheExitCodeOfOne() {
        var good = new Diagnosis(Level.GOOD, "disk", "is large", "");
        var warning = new Diagnosis(Level.WARNING, "disk", "is small", "make room");
        var problem = new Diagnosis(Level.PROBLEM, "disk", "is full", "make room");
        assertThat(DoctorVerb.exit(List.of(good, warning))).isEqualTo(Exit.OK);
        assertThat(DoctorVerb.exit(List.of(good, problem, warning))).isEqualTo(Exit.NO);
    }
}
