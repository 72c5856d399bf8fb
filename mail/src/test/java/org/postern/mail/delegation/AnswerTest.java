package org.postern.mail.delegation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AnswerTest {
    @Test
    void anActionIsOneAttributeAndAnEmptyLine() {
        assertThat(Answer.Action.DUNNO.octets()).asString().isEqualTo("action=DUNNO\n\n");
        assertThat(new Answer.Action("REJECT 5.7.1 listed; see b=c").octets())
                .asString()
                .isEqualTo("action=REJECT 5.7.1 listed; see b=c\n\n");
    }

    @Test
    void aValueIsANetstringThatBeginsWithItsStatus() {
        assertThat(Answer.Value.NOT_FOUND.octets()).asString().isEqualTo("9:NOTFOUND ,");
        assertThat(new Answer.Value(Answer.Status.OK, "REJECT").octets())
                .asString()
                .isEqualTo("9:OK REJECT,");
        assertThat(new Answer.Value(Answer.Status.TEMP, "no answer").octets())
                .asString()
                .isEqualTo("14:TEMP no answer,");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\nb", "a\r", "\0", "ü", "\u007f", "\t"})
    void noTextCanEndAnAnswerEarly(String text) {
        assertThatThrownBy(() -> new Answer.Action(text))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Answer.Value(Answer.Status.OK, text))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void anActionHasAWordAndAnEnd() {
        assertThatThrownBy(() -> new Answer.Action(" "))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Answer.Action("x".repeat(Answer.MAX_TEXT + 1)))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
