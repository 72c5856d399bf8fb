package org.postern.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SiteTextTest {
    private static final String GOOD =
            "{\"version\":3,\"domains\":[{\"name\":\"a.example\",\"nextHop\":\"10.0.0.5:25\"}],"
                    + "\"relayNetworks\":[\"192.0.2.0/24\"]}";

    @Test
    void isPrintedAsItIsRead() {
        assertThat(SiteText.print(SiteText.parse(GOOD))).isEqualTo(GOOD);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "{\"version\":3,\"domains\":[null],\"relayNetworks\":[]}",
                "{\"version\":3,\"domains\":[],\"relayNetworks\":[null]}",
                "{\"version\":3,\"domains\":null,\"relayNetworks\":[]}",
                "{\"version\":3,\"domains\":[{\"name\":\"a.example\"}],\"relayNetworks\":[]}",
                "{\"version\":3,\"domains\":[],\"relayNetworks\":[],\"limit\":1}"
            })
    void whatIsNotTheSettingsOfASiteIsRefused(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> SiteText.parse(text));
    }
}
