package org.postern.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ValuesTest {
    @ParameterizedTest
    @ValueSource(strings = {"0B", "1B", "1023B", "1KiB", "25MiB", "3GiB", "8TiB", "1025KiB"})
    void aSizeIsPrintedAsItIsRead(String text) {
        assertThat(ByteSize.parse(text)).hasToString(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "25",
                "25MB",
                "25mib",
                "-1B",
                "1.5GiB",
                "MiB",
                "9999999999TiB",
                "99999999999999999999B"
            })
    void aSizeIsNeverGuessed(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> ByteSize.parse(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0ms", "1500ms", "30s", "5m", "2h", "7d", "90s"})
    void aTimeIsPrintedAsItIsRead(String text) {
        assertThat(Parse.print(Parse.duration(text))).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "5",
                "5min",
                "m",
                "-5m",
                "PT5M",
                "1h30m",
                "9999999999999s",
                "36501d",
                "999999999999d"
            })
    void aTimeIsNeverGuessed(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> Parse.duration(text));
    }

    /// A path is an [Iterable] of paths, which once sent the printer round in circles.
    @Test
    void aPathIsPrintedAsItIsRead() {
        assertThat(Parse.print(Parse.path("keys/tls.crt"))).isEqualTo("keys/tls.crt");
        assertThat(Parse.print(Optional.empty())).isEmpty();
    }

    @Test
    void boundsAreAllowedThemselves() {
        assertThat(Parse.duration("1s", "1m").apply("1m")).isEqualTo(Duration.ofMinutes(1));
        assertThat(ByteSize.between("1KiB", "2KiB").apply("1KiB").octets()).isEqualTo(1024);
        assertThat(Parse.integer(1, 5).apply("5")).isEqualTo(5);
        assertThatIllegalArgumentException().isThrownBy(() -> Parse.integer(1, 5).apply("6"));
    }

    @Test
    void anAddressToListenAtIsALiteral() {
        assertThat(Listen.parse("*:25").address()).isEqualTo(new InetSocketAddress(25));
        assertThat(Listen.parse("[::1]:0").address().getAddress().isLoopbackAddress()).isTrue();
        assertThat(Listen.parse("localhost:7").address())
                .isEqualTo(new InetSocketAddress(InetAddress.getLoopbackAddress(), 7));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "25",
                ":25",
                "*",
                "*:",
                "*:x",
                "*:65536",
                "mail.example:25",
                "::1:25",
                "[127.0.0.1]:25",
                "1.2.3:25",
                "[*]:1"
            })
    void nothingElseIsAnAddressToListenAt(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> Listen.parse(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"mail.example:25", "192.0.2.1:10026", "[2001:db8::1]:65535", "localhost:1"})
    void aDestinationIsANameOrALiteral(String text) {
        assertThat(Destination.parse(text)).hasToString(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "25",
                "mail.example",
                "a b:1",
                "-a:1",
                "a:0",
                "a:01",
                "a:65536",
                "a:99999",
                "::1:25",
                "[127.0.0.1]:25",
                "[::1%lo]:25",
                "1.2.3:25",
                "1.2.3.256:25",
                "*:25"
            })
    void nothingElseIsADestination(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> Destination.parse(text));
    }

    @Test
    void distanceCountsSwapsOnce() {
        assertThat(NearestKey.distance("recipents", "recipients")).isEqualTo(1);
        assertThat(NearestKey.distance("lsiten", "listen")).isEqualTo(1);
        assertThat(NearestKey.distance("", "abc")).isEqualTo(3);
    }
}
