package org.postern.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class DatabaseAddressTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "jdbc:postgresql://db.example/postern",
                "jdbc:postgresql://db.example/postern?sslmode=require",
                "jdbc:postgresql://127.0.0.1,db.example/postern",
                "jdbc:postgresql://127.0.0.1/postern?user=a",
                "jdbc:postgresql://127.0.0.1/postern?ssl=off&password=b",
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
                "jdbc:postgresql://db.example:5432/postern?sslmode=verify-full",
                "jdbc:postgresql://127.0.0.1:5432/postern",
                "jdbc:postgresql://[::1]:5432/postern",
                "jdbc:postgresql://localhost/postern"
            })
    void otherAddressesAreTaken(String url) {
        assertThat(DatabaseAddress.parse(url)).hasToString(url);
    }
}
