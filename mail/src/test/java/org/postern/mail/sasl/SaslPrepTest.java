package org.postern.mail.sasl;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SaslPrepTest {
    /// The examples of RFC 4013 §3.
    @Test
    void theSameTextIsTheSame() {
        assertThat(SaslPrep.prepare("I\u00adX")).contains("IX");
        assertThat(SaslPrep.prepare("user")).contains("user");
        assertThat(SaslPrep.prepare("USER")).contains("USER");
        assertThat(SaslPrep.prepare("\u00aa")).contains("a");
        assertThat(SaslPrep.prepare("\u2168")).contains("IX");
        assertThat(SaslPrep.prepare("pass\u00a0word\u3000")).contains("pass word ");
        assertThat(SaslPrep.prepare("e\u0301\ufe0f")).contains("\u00e9");
        assertThat(SaslPrep.prepare("\u05d0\u05d1")).contains("\u05d0\u05d1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\u00ad",
                "\u0007",
                "a\0b",
                "a\nb",
                "\u0085",
                "\u202eabc",
                "\u2066abc",
                "\ue000",
                "\ud83d",
                "\uffff",
                "\ufffd",
                "\u2028",
                "\ufff9",
                "\u06271",
                "\u0627a\u0628",
                "\udb40\udc41"
            })
    void whatCannotBeTypedOrSeenIsRefused(String text) {
        assertThat(SaslPrep.prepare(text)).isEmpty();
    }

    @Test
    void lengthHasALimitBeforeAndAfter() {
        assertThat(SaslPrep.prepare("x".repeat(255))).isPresent();
        assertThat(SaslPrep.prepare("x".repeat(256))).isEmpty();
        assertThat(SaslPrep.prepare("\ufdfa".repeat(20))).isEmpty();
    }
}
