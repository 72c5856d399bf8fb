package org.postern.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class AskerTest {
    @Test
    void promise11_whoAskedIsNamed() {
        assertThat(Asker.name(Optional.of("ann"), "postern")).isEqualTo("cli:ann");
        assertThat(Asker.name(Optional.empty(), "postern")).isEqualTo("cli:postern");
    }

    @Test
    void aNameIsShortAndPrintable() {
        for (String bad : new String[] {"", "a b", "a\nb", "a\u001b[2J", "x".repeat(65)}) {
            assertThat(Asker.name(Optional.of(bad), "postern")).isEqualTo("cli:postern");
            assertThat(Asker.name(Optional.of(bad), bad)).isEqualTo("cli:unknown");
        }
    }
}
