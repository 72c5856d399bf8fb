package org.postern.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class MigrationsTest {
    @Test
    void theNewestMigrationIsTheOneThatTheStartLooksFor() throws IOException, URISyntaxException {
        Path folder =
                Path.of(Objects.requireNonNull(Schema.class.getResource("/db/migration")).toURI());
        try (Stream<Path> files = Files.list(folder)) {
            List<String> names = files.map(it -> it.getFileName().toString()).sorted().toList();
            assertThat(names).allMatch(it -> it.matches("V[0-9]{3}__[a-z0-9_]+\\.sql"));
            assertThat(names.getLast()).startsWith("V" + Schema.LATEST + "__");
        }
    }
}
