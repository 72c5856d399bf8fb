package org.postern.listen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postern.settings.Listen;

class PlaceTest {
    @Test
    void addressesAndSocketsAreRead() {
        assertThat(Place.parse("127.0.0.1:3366"))
                .isEqualTo(new Place.Tcp(Listen.parse("127.0.0.1:3366")))
                .hasToString("127.0.0.1:3366");
        assertThat(Place.parse("unix:/run/postern/milter.sock"))
                .isEqualTo(new Place.Unix(Path.of("/run/postern/milter.sock")))
                .hasToString("unix:/run/postern/milter.sock");
    }

    @ParameterizedTest
    @ValueSource(strings = {"unix:", "unix:milter.sock", "localhost", "inet:3366@localhost"})
    void otherTextsAreNotPlaces(String text) {
        assertThatThrownBy(() -> Place.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void modesAreTheBitsOfAFile() {
        var mode = SocketFile.Mode.parse("0640");
        assertThat(mode.permissions()).isEqualTo(PosixFilePermissions.fromString("rw-r-----"));
        assertThat(mode).hasToString("0640");
        assertThat(SocketFile.Mode.parse("777").permissions())
                .isEqualTo(PosixFilePermissions.fromString("rwxrwxrwx"));
        assertThatThrownBy(() -> SocketFile.Mode.parse("0888"))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
