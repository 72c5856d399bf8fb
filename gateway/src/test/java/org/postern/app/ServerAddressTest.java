package org.postern.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postern.store.DataDirectory;

class ServerAddressTest {
    @Test
    void readsWhatAPersonTypes() {
        for (String text : List.of("127.0.0.1:2525", "[::1]:25")) {
            InetSocketAddress address = ServerAddress.parse(text);
            assertThat(address.getAddress().isLoopbackAddress()).isTrue();
            assertThat(ServerAddress.parse(ServerAddress.print(address))).isEqualTo(address);
        }
    }

    @Test
    void saysWhatToWriteInstead() {
        for (String text :
                List.of(
                        "",
                        "25",
                        "host",
                        "host:",
                        "host:0",
                        "host:65536",
                        "::1:25",
                        "a b:25",
                        "[::::]:25",
                        "[abc]:25",
                        "[192.0.2.1]:25",
                        "192.0.2.999:25",
                        "192.0.2:25")) {
            assertThatThrownBy(() -> ServerAddress.parse(text))
                    .as("%s", text)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("HOST:PORT");
        }
    }

    @Test
    void findsTheEdgeOfTheRunningGateway(@TempDir Path root) throws IOException {
        var data = new DataDirectory(root);
        assertThat(Home.edge(data)).isEmpty();
        Files.createDirectory(data.run());
        Home.writeEdge(data, List.of(new InetSocketAddress(2525)));
        assertThat(Home.edge(data)).contains(ServerAddress.parse("127.0.0.1:2525"));
        Home.writeEdge(data, List.of(ServerAddress.parse("[::1]:25")));
        assertThat(Home.edge(data)).contains(ServerAddress.parse("[::1]:25"));
    }
}
