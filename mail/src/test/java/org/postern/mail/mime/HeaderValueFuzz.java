package org.postern.mail.mime;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;

final class HeaderValueFuzz {
    @FuzzTest(maxDuration = "10m")
    void encodedWordsNeverThrowAndDoNotGrow(byte[] input) {
        String value = new String(input, StandardCharsets.ISO_8859_1);
        assertThat(EncodedWords.decode(value).length()).isLessThanOrEqualTo(value.length());
    }

    @FuzzTest(maxDuration = "10m")
    void parametersNeverThrowAndEndAtTheirLimit(byte[] input) {
        String value = new String(input, StandardCharsets.ISO_8859_1);
        var parameters = new Parameters(new ValueReader(value).parameters(20));
        assertThat(parameters.all()).hasSizeLessThanOrEqualTo(21);
        for (Parameter parameter : parameters.all()) {
            assertThat(parameters.readings(parameter.name())).isNotNull();
            assertThat(parameter.value().length()).isLessThanOrEqualTo(value.length());
        }
    }
}
