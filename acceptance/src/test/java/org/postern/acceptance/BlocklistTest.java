package org.postern.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postern.acceptance.Checkout.Answer;

/// Our people say which clients may come, and the edge does so. Every client is an address of this machine of its own.
@Tag("slow")
class BlocklistTest {
    private static final String PRINTED =
            """
            127.0.9.1
            127.0.9.0/30 expires=2099-01-31T00:00:00Z # why
            .dynamic.example
            """;

    private static RunningGateway gateway;

    @TempDir private Path folder;

    @BeforeAll
    static void start() throws IOException {
        gateway = RunningGateway.open();
    }

    @AfterAll
    static void stop() throws IOException {
        gateway.close();
    }

    @AfterEach
    void enableAgain() throws IOException, InterruptedException {
        ok("enable");
    }

    private static Answer blocklist(String... words) throws IOException, InterruptedException {
        var all = new ArrayList<>(List.of("blocklist"));
        all.addAll(List.of(words));
        return gateway.verb(all.toArray(String[]::new));
    }

    private static String ok(String... words) throws IOException, InterruptedException {
        Answer answer = blocklist(words);
        assertThat(answer.exit()).as(answer.err()).isZero();
        return answer.out();
    }

    /// What a client from this address hears at RCPT.
    private static String atRcpt(String from) throws IOException {
        InetSocketAddress edge = gateway.edge();
        try (var socket = new Socket()) {
            socket.setSoTimeout(20_000);
            socket.bind(new InetSocketAddress(InetAddress.ofLiteral(from), 0));
            socket.connect(edge, 20_000);
            var in =
                    new BufferedReader(
                            new InputStreamReader(
                                    socket.getInputStream(), StandardCharsets.US_ASCII));
            String heard = in.readLine();
            for (String said :
                    List.of(
                            "HELO client.example",
                            "MAIL FROM:<ann@sender.example>",
                            "RCPT TO:<ben@postern.example>")) {
                socket.getOutputStream().write((said + "\r\n").getBytes(StandardCharsets.US_ASCII));
                heard = in.readLine();
            }
            return heard;
        }
    }

    @Test
    void h9_whoIsListedIsRefusedAtOnceAndTheReasonIsFound()
            throws IOException, InterruptedException {
        assertThat(atRcpt("127.0.7.5")).startsWith("250 ");
        assertThat(ok("add", "127.0.7.0/24", "--comment", "worms", "--expires", "30d"))
                .contains("added 127.0.7.0/24");

        assertThat(atRcpt("127.0.7.5"))
                .startsWith("554 5.7.1 127.0.7.5 is not welcome here (127.0.7.0/24) [");
        assertThat(atRcpt("127.0.6.5")).startsWith("250 ");
        assertThat(ok("top", "--since", "10m"))
                .contains("127.0.7.5")
                .contains("blocklist-block-list");
        assertThat(gateway.verb("log", "--peer", "127.0.7.5").out())
                .contains("blocklist-block-list");
        assertThat(ok("list")).contains("127.0.7.0/24").contains("worms").contains("until 20");

        Answer blocked = blocklist("check", "127.0.7.5", "--helo", "client.example");
        assertThat(blocked.exit()).isEqualTo(1);
        assertThat(blocked.out())
                .contains("127.0.7.5: reject, because of block-list")
                .contains("the client hears: 127.0.7.5 is not welcome here");

        assertThat(ok("add", "--allow", "127.0.7.5")).contains("allow list: added 127.0.7.5");
        assertThat(atRcpt("127.0.7.5")).startsWith("250 ");
        assertThat(ok("check", "127.0.7.5")).contains("127.0.7.5: allow, because of allow-list");
        assertThat(atRcpt("127.0.7.6")).startsWith("554 ");

        ok("remove", "127.0.7.0/24");
        assertThat(atRcpt("127.0.7.6")).startsWith("250 ");
        assertThat(blocklist("remove", "127.0.7.0/24").exit()).isEqualTo(1);
    }

    @Test
    void whatIsSwitchedOffRefusesNobody() throws IOException, InterruptedException {
        ok("add", "127.0.8.5");
        assertThat(atRcpt("127.0.8.5")).startsWith("554 ");
        assertThat(ok("status")).contains("clients are tested").contains("block-list");

        ok("disable");
        assertThat(atRcpt("127.0.8.5")).startsWith("250 ");
        assertThat(ok("status")).contains("clients are not tested");
        assertThat(blocklist("check", "127.0.8.5").out())
                .contains("reject, because of block-list")
                .contains("clients are not tested now");

        assertThat(ok("enable", "--tempfail")).contains("put off");
        assertThat(ok("status")).contains("where a client cannot be tested: tempfail");
        assertThat(atRcpt("127.0.8.5")).startsWith("554 ");
    }

    @Test
    void whatIsExportedCanBeImportedAndAMistakeIsTold() throws IOException, InterruptedException {
        // As root the verb becomes another user.
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        Path list = Files.writeString(folder.resolve("list.txt"), "# ours\n" + PRINTED);
        assertThat(ok("import", list.toString())).contains("3 entries imported");
        assertThat(ok("export")).contains(PRINTED.lines().toList());

        Path broken =
                Files.writeString(
                        folder.resolve("broken.txt"), "127.0.9.99\n127.0.9.300\n127.0.9.98 soon\n");
        Answer answer = blocklist("import", "--allow", broken.toString());
        assertThat(answer.exit()).isEqualTo(1);
        assertThat(answer.out()).contains("1 entries imported, 2 lines left out");
        assertThat(answer.err())
                .contains("broken.txt:2: 127.0.9.300: write an address")
                .contains("broken.txt:3: an entry, then expires=DATE");
        assertThat(ok("list", "--allow")).contains("127.0.9.99");
        assertThat(blocklist("add", "127.0.9.9/24").exit()).isEqualTo(2);
        Answer missing = blocklist("import", folder.resolve("none.txt").toString());
        assertThat(missing.exit()).isEqualTo(1);
        assertThat(missing.err()).contains("there is no file");
    }
}
