package org.postern.contents;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postern.store.DataDirectory;

class MasterKeysTest {
    private static final byte[] TEXT = "what was said".getBytes(StandardCharsets.UTF_8);

    @TempDir private Path directory;

    private DataDirectory data(String name) throws Exception {
        return new DataDirectory(directory.resolve(name)).create();
    }

    @Test
    void aSealFitsItsPurposeAndItsOctetsOnly() throws Exception {
        MasterKeys keys = MasterKeys.open(data("one"));
        String seal = keys.sign("a", TEXT);
        assertThat(keys.hasSigned("a", TEXT, seal)).isTrue();
        assertThat(keys.hasSigned("b", TEXT, seal)).isFalse();
        assertThat(keys.hasSigned("a", new byte[0], seal)).isFalse();
        for (String other : new String[] {"", ":", "k1:", "k9:" + seal.substring(3), seal + "x"}) {
            assertThat(keys.hasSigned("a", TEXT, other)).as(other).isFalse();
        }
    }

    @Test
    void otherNodesAndRotatedKeysKnowIt() throws Exception {
        DataDirectory data = data("one");
        String seal = MasterKeys.open(data).sign("a", TEXT);
        MasterKeys rotated = MasterKeys.rotate(data);
        assertThat(rotated.hasSigned("a", TEXT, seal)).isTrue();
        assertThat(rotated.sign("a", TEXT)).startsWith("k2:").isNotEqualTo(seal);
        assertThat(MasterKeys.open(data("two")).hasSigned("a", TEXT, seal))
                .as("of another site")
                .isFalse();
    }
}
