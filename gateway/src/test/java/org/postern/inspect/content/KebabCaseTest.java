package org.postern.inspect.content;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class KebabCaseTest {
    @Test
    void bothSpellingsOfNamesBecomeOne() {
        assertThat(KebabCase.of("DUPLICATE_CONTENT_TYPE")).isEqualTo("duplicate-content-type");
        assertThat(KebabCase.of("headerOctets")).isEqualTo("header-octets");
        assertThat(KebabCase.of("BASE64_JUNK")).isEqualTo("base64-junk");
    }
}
