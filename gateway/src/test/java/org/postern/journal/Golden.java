package org.postern.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/// Compares with a committed file. With `-Dgolden.renew=true` the file is written instead; look at the difference before
/// committing it.
final class Golden {
    private Golden() {}

    static void same(String name, String actual) throws IOException {
        if (Boolean.getBoolean("golden.renew")) {
            Path file = Path.of("src/test/resources/org/postern/journal", name);
            Files.createDirectories(Objects.requireNonNull(file.getParent()));
            Files.writeString(file, actual);
            return;
        }
        try (InputStream in = Golden.class.getResourceAsStream(name)) {
            String golden = in == null ? "" : new String(in.readAllBytes(), StandardCharsets.UTF_8);
            assertThat(actual).as(name).isEqualTo(golden);
        }
    }
}
