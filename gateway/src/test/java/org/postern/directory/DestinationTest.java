package org.postern.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postern.journey.TlsUse;

/// Which routes may come into force.
class DestinationTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "built-in-sink",
                "mail.example:25",
                "mx tls=require",
                "mail.example:587 tls=verify login=mine",
                "a.example:25/5 b.example:25/20 tls=verify login=mine",
                "127.0.0.1:25 localhost:26 [::1]:25 tls=none login=mine"
            })
    void aLoginGoesToWhoIsMeant(String text) {
        assertThat(Destination.parse(text).checked()).hasToString(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mail.example:587 login=mine",
                "mail.example:587 tls=may login=mine",
                "mail.example:587 tls=require login=mine",
                "127.0.0.1:25 192.0.2.1:25 login=mine",
                "mx tls=verify login=mine",
                "a.example:25 mx:b.example tls=verify login=mine"
            })
    void aLoginForWhoeverAnswersIsRefused(String text) {
        var route = Destination.parse(text);
        assertThatIllegalArgumentException()
                .isThrownBy(route::checked)
                .withMessageContaining("a login leaves only to servers");
    }

    /// What the node does where a route says nothing counts when the login leaves.
    @Test
    void whetherALoginLeavesDependsOnWhatIsUsual() {
        var silent = (Destination.Route) Destination.parse("mail.example:587 login=mine");
        assertThat(silent.withheld(TlsUse.VERIFY)).isEmpty();
        assertThat(silent.withheld(TlsUse.REQUIRE)).isPresent();
        var strict = (Destination.Route) Destination.parse("mail.example:587 tls=may login=mine");
        assertThat(strict.withheld(TlsUse.VERIFY)).isPresent();
        var exchangers = (Destination.Route) Destination.parse("mx tls=verify login=mine");
        assertThat(exchangers.withheld(TlsUse.VERIFY)).isPresent();
        var none = (Destination.Route) Destination.parse("mail.example:25");
        assertThat(none.withheld(TlsUse.NONE)).isEmpty();
    }
}
