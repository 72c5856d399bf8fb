package org.postern.receive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.postern.settings.Settings;
import org.postern.settings.SettingsProblem;

class EdgeServerTest {

    @Test
    void promise8_listensWhereItWasToldAndNowhereElse() throws Exception {
        Set<Integer> before = listening();
        try (EdgeServer server = start("127.0.0.1:0", "[::1]:0", "*:0")) {
            Set<Integer> now = listening();
            now.removeAll(before);
            assertThat(server.addresses()).hasSize(3);
            assertThat(now)
                    .containsExactlyInAnyOrderElementsOf(
                            server.addresses().stream().map(InetSocketAddress::getPort).toList());
            for (InetSocketAddress address : server.addresses()) {
                RawClient.greeted(address).line("QUIT").expect("221").expectClosed().close();
            }
        }
        assertThat(listening()).isEqualTo(before);
    }

    @Test
    void aBusyPortIsAnErrorThatNamesItsHolder() throws Exception {
        Set<Integer> before = listening();
        try (var holder = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            String busy = "127.0.0.1:" + holder.getLocalPort();
            assertThatThrownBy(() -> start("127.0.0.1:0", busy))
                    .isInstanceOf(EdgeProblem.class)
                    .hasMessageContaining(busy)
                    .hasMessageContaining("process " + ProcessHandle.current().pid() + " (")
                    .hasMessageContaining("edge.listen");
        }
        assertThat(listening()).isEqualTo(before);
    }

    @Test
    void settingsAreReadWhole() throws SettingsProblem {
        Settings text =
                Settings.of(
                        Map.of(
                                "edge.max-message", "1MiB",
                                "edge.max-recipients", "200",
                                "edge.command-timeout", "30s",
                                "edge.max-connections-per-client", "7"));
        EdgeSettings settings = EdgeSettings.from(text, false);
        text.finish();
        assertThat(settings.listen()).hasToString("[*:2525]");
        assertThat(settings.content().message()).isEqualTo(1 << 20);
        assertThat(settings.conversation().maxMessage()).isEqualTo(1 << 20);
        assertThat(settings.conversation().recipients()).isEqualTo(200);
        assertThat(settings.times().command()).hasSeconds(30);
        assertThat(settings.clients().connectionsPerClient()).isEqualTo(7);
        assertThat(EdgeSettings.from(Settings.of(Map.of()), true).listen()).hasToString("[*:25]");
    }

    @Test
    void j17_fewOpenFilesMeanFewerConnections() {
        assertThat(Descriptors.connections(256, 60)).isEqualTo(44);
        assertThat(Descriptors.connections(100, 90)).isEqualTo(1);
        assertThat(Descriptors.connections(1_000_000, 100)).isGreaterThan(300_000);
        assertThat(Descriptors.connections()).isGreaterThan(50);
    }

    private static EdgeServer start(String... listen) throws EdgeProblem {
        var settings = EdgeSettings.from(Settings.of(Map.of()), false);
        var here =
                new EdgeSettings(
                        List.of(listen).stream().map(org.postern.settings.Listen::parse).toList(),
                        settings.clients(),
                        settings.conversation(),
                        settings.content(),
                        settings.times(),
                        settings.room(),
                        Spokesmen.NONE);
        return EdgeServer.start(
                here,
                Submission.OFF,
                FilterSettings.OFF,
                new Parts(
                        "edge.example",
                        Optional.empty(),
                        new TestEdge.Site(false, false, false),
                        ClientCheck.NONE,
                        (_, _) -> TestEdge.ACCEPTED,
                        new ContentSpool(new FakeDisk(), settings.room()),
                        _ -> {},
                        InstantSource.system()));
    }

    /// Ports on which this process listens, by the kernel's account.
    private static Set<Integer> listening() throws IOException {
        var mine = new HashSet<String>();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
            for (Path one : all) {
                if (Files.isSymbolicLink(one)) {
                    mine.add(Files.readSymbolicLink(one).toString());
                }
            }
        }
        var lines = Files.readAllLines(Path.of("/proc/net/tcp"));
        if (Files.exists(Path.of("/proc/net/tcp6"))) {
            lines.addAll(Files.readAllLines(Path.of("/proc/net/tcp6")));
        }
        return lines.stream()
                .map(line -> line.strip().split(" +"))
                .filter(it -> it[3].equals("0A") && mine.contains("socket:[" + it[9] + "]"))
                .map(it -> Integer.parseInt(it[1].substring(it[1].indexOf(':') + 1), 16))
                .collect(Collectors.toCollection(HashSet::new));
    }
}
