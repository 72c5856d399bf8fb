package org.postern.blocklist.hello;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;

/// Anything as a HELO.
class HelloFuzz {
    /// Any text is one of three things; what is shown of it is printable, and a name or address reads as itself.
    @FuzzTest(maxDuration = "10m")
    void promise10_anyTextIsRead(byte[] octets) {
        HelloText read = HelloText.read(new String(octets, ISO_8859_1));
        switch (read) {
            case HelloText.Name(var name) ->
                    assertThat(HelloText.read(name.dotted())).isEqualTo(read);
            case HelloText.Literal(var address) ->
                    assertThat(
                                    HelloText.read(
                                            (address.version6() ? "[IPv6:" : "[") + address + "]"))
                            .isEqualTo(read);
            case HelloText.Neither(var shown) ->
                    assertThat(shown).matches("[ -~]{0," + HelloText.MOST_SHOWN + "}");
        }
    }
}
