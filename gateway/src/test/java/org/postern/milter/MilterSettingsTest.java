package org.postern.milter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.postern.settings.Settings;
import org.postern.settings.SettingsProblem;

class MilterSettingsTest {
    @Test
    void promise8_nothingListensUnlessAnAddressIsNamed() throws SettingsProblem {
        Settings none = Settings.of(Map.of());
        assertThat(MilterSettings.from(none).listen()).isEmpty();
        none.finish();
    }

    @Test
    void theWayBackIsAServer() throws SettingsProblem {
        for (String text : new String[] {"127.0.0.1:10026", "mx.example.org:26", "[::1]:10026"}) {
            Settings settings = Settings.of(Map.of("milter.hand-back", text));
            assertThat(MilterSettings.from(settings).handBack()).hasToString(text);
            settings.finish();
        }
        for (String text : new String[] {"127.0.0.1", "1.2.3:25", "a:0", "a:70000", "::1:25"}) {
            Settings settings = Settings.of(Map.of("milter.hand-back", text));
            assertThatThrownBy(
                            () -> {
                                MilterSettings.from(settings);
                                settings.finish();
                            })
                    .as(text)
                    .isInstanceOf(SettingsProblem.class)
                    .hasMessageContaining("milter.hand-back");
        }
    }
}
