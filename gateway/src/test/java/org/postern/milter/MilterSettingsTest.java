package org.postern.milter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postern.settings.Listen;
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
    void addressesAndSocketsAreRead() {
        assertThat(MilterListen.parse("127.0.0.1:3366"))
                .isEqualTo(new MilterListen.Tcp(Listen.parse("127.0.0.1:3366")))
                .hasToString("127.0.0.1:3366");
        assertThat(MilterListen.parse("unix:/run/postern/milter.sock"))
                .isEqualTo(new MilterListen.Unix(Path.of("/run/postern/milter.sock")))
                .hasToString("unix:/run/postern/milter.sock");
    }

    @ParameterizedTest
    @ValueSource(strings = {"unix:", "unix:milter.sock", "localhost", "inet:3366@localhost"})
    void otherTextsAreNotPlaces(String text) {
        assertThatThrownBy(() -> MilterListen.parse(text))
                .isInstanceOf(IllegalArgumentException.class);
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

    @Test
    void modesAreTheBitsOfAFile() {
        var mode = MilterSettings.Mode.parse("0640");
        assertThat(mode.permissions()).isEqualTo(PosixFilePermissions.fromString("rw-r-----"));
        assertThat(mode).hasToString("0640");
        assertThat(MilterSettings.Mode.parse("777").permissions())
                .isEqualTo(PosixFilePermissions.fromString("rwxrwxrwx"));
        assertThatThrownBy(() -> MilterSettings.Mode.parse("0888"))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
