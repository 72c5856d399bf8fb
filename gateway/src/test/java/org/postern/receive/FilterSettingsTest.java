package org.postern.receive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postern.settings.Destination;
import org.postern.settings.Settings;
import org.postern.settings.SettingsProblem;

class FilterSettingsTest {
    @Test
    void promise8_nothingListensUnlessAnAddressIsNamed() throws SettingsProblem {
        FilterSettings standard = read(Map.of());
        assertThat(standard.places()).isEmpty();
        assertThat(standard.reinjection()).isEqualTo(new Destination("127.0.0.1", 10_026));
        assertThat(standard.isPeer(InetAddress.ofLiteral("127.0.0.1"))).isTrue();
        assertThat(standard.isPeer(InetAddress.ofLiteral("::1"))).isTrue();
        assertThat(standard.isPeer(InetAddress.ofLiteral("192.0.2.1"))).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1:10025, FILTER_AFTER_QUEUE",
        "127.0.0.1:10025 after-queue, FILTER_AFTER_QUEUE",
        "127.0.0.1:10025 before-queue, FILTER_BEFORE_QUEUE",
        "127.0.0.1:10025 submitted, FILTER_SUBMITTED_AFTER_QUEUE",
        "127.0.0.1:10025 before-queue submitted, FILTER_SUBMITTED_BEFORE_QUEUE",
        "[::1]:10025 submitted before-queue, FILTER_SUBMITTED_BEFORE_QUEUE",
    })
    void everyPlaceSaysWhatItIsFor(String text, String role) throws SettingsProblem {
        FilterSettings read = read(Map.of("filter.listen", text));
        FilterSettings.Place place = read.places().getFirst();
        assertThat(place.role().name()).isEqualTo(role);
        assertThat(FilterSettings.Place.parse(place.toString())).isEqualTo(place);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "10025",
                "localhost:x",
                "127.0.0.1:10025 before",
                "127.0.0.1:10025 before-queue after-queue",
                "127.0.0.1:10025 submitted submitted",
            })
    void aWrongPlaceIsAProblem(String text) {
        assertThatThrownBy(() -> read(Map.of("filter.listen", text)))
                .isInstanceOf(SettingsProblem.class);
    }

    @ParameterizedTest
    @CsvSource({"mail.example:10026", "[2001:db8::1]:10026", "192.0.2.1:10026", "localhost:10026"})
    void reinjectionIsAServer(String text) throws SettingsProblem {
        assertThat(read(Map.of("filter.reinjection", text)).reinjection()).hasToString(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "mail.example", "10026", "127.1:10026", "a b:1", "x:0", "x:70000"})
    void whatIsNoServerIsAProblem(String text) {
        assertThatThrownBy(() -> read(Map.of("filter.reinjection", text)))
                .isInstanceOf(SettingsProblem.class);
    }

    private static FilterSettings read(Map<String, String> given) throws SettingsProblem {
        Settings settings = Settings.of(new HashMap<>(given));
        FilterSettings read = FilterSettings.from(settings);
        settings.finish();
        return read;
    }
}
