package org.postern.app;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.net.InetSocketAddress;

/// Any text where a person names a server. It is refused with what to write instead, or prints to text that reads as the
/// same. Texts that might be names are left out, as those are looked up.
class ServerAddressFuzz {
    @FuzzTest(maxDuration = "10m")
    void everyAddressReadsAsItIsPrinted(byte[] octets) {
        String text = new String(octets, UTF_8);
        if (!text.startsWith("[") && !text.matches("[0-9]{1,3}(\\.[0-9]{1,3}){3}:.*")) {
            return;
        }
        InetSocketAddress address;
        try {
            address = ServerAddress.parse(text);
        } catch (IllegalArgumentException e) {
            if (!String.valueOf(e.getMessage()).contains("HOST:PORT")) {
                throw new AssertionError("says nothing of use", e);
            }
            return;
        }
        if (address.isUnresolved()) {
            throw new AssertionError("no numeric address: " + address);
        }
        if (!ServerAddress.parse(ServerAddress.print(address)).equals(address)) {
            throw new AssertionError(address + " prints as " + ServerAddress.print(address));
        }
    }
}
