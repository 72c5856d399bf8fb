package org.postern.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class SettingsPageTest {
    /// To make it fresh: `./postern settings --page > docs/settings.md`
    @Test
    void docsSettingsIsFresh() throws IOException {
        assertThat(Files.readString(Path.of("..", "docs", "settings.md")))
                .isEqualTo(SettingsVerb.referencePage());
    }
}
