package org.postern.deliver;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.postern.journey.TlsUse;
import org.postern.settings.Authorities;
import org.postern.settings.Settings;

/// Defaults and full mapping of the settings of delivery.
class DeliverSettingsTest {

    @Test
    void defaultsLeaveTimeForTheSendersReply() throws Exception {
        Settings settings = Settings.of(Map.of());
        DeliverSettings read = DeliverSettings.from(settings);
        settings.finish();
        assertThat(read.tls()).isEqualTo(TlsUse.MAY);
        assertThat(read.times().whole()).isLessThan(Duration.ofMinutes(2));
        assertThat(read.limits().connections()).isLessThan(50);
    }

    @Test
    void everySettingArrives() throws Exception {
        Settings settings =
                Settings.of(
                        Map.ofEntries(
                                Map.entry("deliver.tls", "require"),
                                Map.entry("deliver.tls-trust", "own.pem"),
                                Map.entry("deliver.avoid", "13s"),
                                Map.entry("deliver.connect-timeout", "1s"),
                                Map.entry("deliver.greeting-timeout", "2s"),
                                Map.entry("deliver.command-timeout", "3s"),
                                Map.entry("deliver.block-timeout", "4s"),
                                Map.entry("deliver.final-timeout", "5s"),
                                Map.entry("deliver.deadline", "6s"),
                                Map.entry("deliver.max-connections", "7"),
                                Map.entry("deliver.connection-wait", "8s"),
                                Map.entry("deliver.max-idle", "9"),
                                Map.entry("deliver.idle-time", "10s"),
                                Map.entry("deliver.max-messages", "11"),
                                Map.entry("deliver.pause", "12s")));
        DeliverSettings read = DeliverSettings.from(settings, Path.of("/data"));
        settings.finish();
        assertThat(read)
                .isEqualTo(
                        new DeliverSettings(
                                TlsUse.REQUIRE,
                                new Authorities(Optional.of(Path.of("/data/own.pem"))),
                                new DeliverSettings.Times(
                                        Duration.ofSeconds(1),
                                        Duration.ofSeconds(2),
                                        Duration.ofSeconds(3),
                                        Duration.ofSeconds(4),
                                        Duration.ofSeconds(5),
                                        Duration.ofSeconds(6)),
                                new DeliverSettings.Limits(
                                        7,
                                        Duration.ofSeconds(8),
                                        9,
                                        Duration.ofSeconds(10),
                                        11,
                                        Duration.ofSeconds(12),
                                        Duration.ofSeconds(13))));
    }
}
