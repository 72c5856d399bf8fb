package org.postern.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postern.settings.Settings;
import org.postern.settings.SettingsProblem;

final class DatabaseAddressTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "jdbc:postgresql://db.example/postern",
                "jdbc:postgresql://db.example/postern?sslmode=require",
                "jdbc:postgresql://db.example/postern?sslmode=verify-full&sslmode=disable",
                "jdbc:postgresql://db.example/postern?sslmode=verify-full&sslfactory=a.B",
                "jdbc:postgresql://db.example/postern?sslmode=verify-full&sslhostnameverifier=a.B",
                "jdbc:postgresql://127.0.0.1,db.example/postern",
                "jdbc:postgresql://127.0.0.1/postern?user=a",
                "jdbc:postgresql://127.0.0.1/postern?ssl=off&password=b",
                "jdbc:postgresql://127.0.0.1/postern?sslpassword=b",
                "jdbc:postgresql://127.0.0.1/postern?p%61ssword=b",
                "jdbc:mysql://127.0.0.1/postern",
                "postgresql://127.0.0.1/postern",
                "jdbc:postgresql://127.0.0.1"
            })
    void m1_anAddressWithoutProofOrWithAPasswordIsRefused(String url) {
        assertThatIllegalArgumentException().isThrownBy(() -> DatabaseAddress.parse(url));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "postgresql://me:canary-7@127.0.0.1/postern",
                "jdbc:postgresql://me:canary-7@127.0.0.1/postern",
                "jdbc:postgresql://127.0.0.1/postern?password=canary-7",
                "jdbc:postgresql://db.example/canary-7"
            })
    void m6_aWrongAddressIsNotRepeated(String url) {
        Settings settings = Settings.of(Map.of("database.url", url));
        DatabaseSettings _ = DatabaseSettings.from(settings);
        assertThatThrownBy(settings::finish)
                .isInstanceOf(SettingsProblem.class)
                .hasMessageContaining("database.url: ")
                .hasMessageNotContaining("canary-7");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "jdbc:postgresql://db.example:5432/postern?sslmode=verify-full",
                "jdbc:postgresql://127.0.0.1:5432/postern",
                "jdbc:postgresql://[::1]:5432/postern",
                "jdbc:postgresql://localhost/postern"
            })
    void otherAddressesAreTaken(String url) {
        assertThat(DatabaseAddress.parse(url)).hasToString(url);
    }
}
