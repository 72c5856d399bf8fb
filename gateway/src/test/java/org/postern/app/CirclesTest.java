package org.postern.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.postern.settings.Settings;
import org.postern.settings.SettingsProblem;

class CirclesTest {

    @ParameterizedTest
    @CsvSource({
        "filter.listen, 127.0.0.1:10025, 127.0.0.1:10025",
        "filter.listen, *:10025, 127.0.0.1:10025",
        "filter.listen, *:10025, [::1]:10025",
        "filter.listen, 127.0.0.1:10025, localhost:10025",
        "filter.listen, [::1]:10025, localhost:10025",
        "filter.listen, [::1]:10025, [::1]:10025",
        "filter.listen, [::1]:10025, [::]:10025",
        "filter.listen, 127.0.0.1:10025, 0.0.0.0:10025",
        "edge.listen, *:2525, 127.0.0.1:2525",
        "submission.listen, *:587, 127.0.0.1:587",
        "submission.tls-listen, *:465, 127.0.0.1:465",
        "milter.listen, 127.0.0.1:3366, 127.0.0.1:3366",
    })
    void noWayBackLeadsToUs(String listener, String listen, String back) {
        refused("filter.reinjection", "filter.listen", listener, listen, back);
        refused("milter.hand-back", "milter.listen", listener, listen, back);
    }

    private static void refused(
            String key, String door, String listener, String listen, String back) {
        var given = new HashMap<>(Map.of(door, "127.0.0.1:7", key, back));
        given.put(listener, listen);
        assertThatThrownBy(() -> read(given))
                .isInstanceOfSatisfying(
                        SettingsProblem.class,
                        it ->
                                assertThat(it.problems())
                                        .singleElement()
                                        .asString()
                                        .contains(key)
                                        .contains("is Postern itself, which listens on " + listen)
                                        .contains("circle"));
    }

    @Test
    void whoOnlyHasTheSamePortIsAnother() {
        assertThatCode(() ->
                        read(
                                Map.of(
                                        "filter.listen", "127.0.0.1:10025",
                                        "filter.reinjection", "192.0.2.1:10025",
                                        "milter.listen", "unix:/run/postern/milter.sock",
                                        "milter.hand-back", "127.0.0.2:10025")))
                .doesNotThrowAnyException();
    }

    @Test
    void whereNothingIsShownNothingGoesBack() {
        assertThatCode(() ->
                        read(
                                Map.of(
                                        "edge.listen", "127.0.0.1:10026",
                                        "milter.hand-back", "127.0.0.1:10026")))
                .doesNotThrowAnyException();
    }

    private static void read(Map<String, String> given) throws SettingsProblem {
        Settings settings = Settings.of(new HashMap<>(given));
        NodeSettings.from(settings, Path.of("/nowhere"), false);
        settings.finish();
    }
}
