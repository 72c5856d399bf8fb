package org.postern.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class PrivilegesTest {
    /// Such files have no size, and say what is in them once.
    @Test
    void whatTheKernelSaysIsReadWhole() throws Exception {
        Path start = Path.of("/proc/sys/net/ipv4/ip_unprivileged_port_start");
        Process cat = new ProcessBuilder("cat", start.toString()).start();
        var said = new String(cat.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        assertThat(Privileges.readAtOnce(start)).isEqualTo(said.strip());
    }
}
