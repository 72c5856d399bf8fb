package org.postern.milter;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class LineCheckTest {
    private static LineCheck.Fault fault(String... pieces) {
        var check = new LineCheck(10);
        for (String piece : pieces) {
            check.look(piece.getBytes(StandardCharsets.ISO_8859_1));
        }
        return check.end();
    }

    @Test
    void linesEndInCrLfWhereverThePiecesEnd() {
        assertThat(fault("a\r\nb\r\n")).isEqualTo(LineCheck.Fault.NONE);
        assertThat(fault("a\r", "\nb", "", "\r", "\n")).isEqualTo(LineCheck.Fault.NONE);
        assertThat(fault("")).isEqualTo(LineCheck.Fault.NONE);
        assertThat(fault("no end")).isEqualTo(LineCheck.Fault.NONE);
    }

    @Test
    void bareOnesAreFaults() {
        assertThat(fault("a\nb")).isEqualTo(LineCheck.Fault.BARE_LF);
        assertThat(fault("a\r\n\nb")).isEqualTo(LineCheck.Fault.BARE_LF);
        assertThat(fault("a\rb")).isEqualTo(LineCheck.Fault.BARE_CR);
        assertThat(fault("a\r", "b")).isEqualTo(LineCheck.Fault.BARE_CR);
        assertThat(fault("a\r\r\n")).isEqualTo(LineCheck.Fault.BARE_CR);
        assertThat(fault("a\r")).isEqualTo(LineCheck.Fault.BARE_CR);
    }

    @Test
    void linesHaveALimit() {
        assertThat(fault("12345678\r\n")).isEqualTo(LineCheck.Fault.NONE);
        assertThat(fault("12345", "67890", "1\r\n")).isEqualTo(LineCheck.Fault.TOO_LONG);
    }
}
