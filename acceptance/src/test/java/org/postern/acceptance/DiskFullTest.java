package org.postern.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.postern.acceptance.Checkout.Answer;
import org.postern.sink.Behaviour;
import org.postern.sink.Shelf;
import org.postern.sink.Sink;

/// A data directory on a small disk of its own, that is filled and freed again.
@Tag("slow")
class DiskFullTest {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final String OWN = "ann@example.net";
    private static final int RESERVE_MIB = 32;

    /// The data directory is the last word of the command line.
    private static final Namespaces SMALL_DISK =
            new Namespaces(
                    List.of("--mount"),
                    """
                    for data; do :; done
                    conf=$(cat "$data/postern.conf")
                    owner=$(stat -c %u:%g "$data")
                    mount -t tmpfs -o size=448m,mode=0700 postern-test "$data"
                    printf '%s\\n' "$conf" >"$data/postern.conf"
                    chmod 0600 "$data/postern.conf"
                    [ "$(id -u)" != 0 ] || chown "$owner" "$data" "$data/postern.conf"\
                    """);

    @Test
    void j6_aFullDiskPutsMailOffLosesNothingAndIsOverByItself() throws Exception {
        var shelf = new Shelf.Memory();
        try (Sink sink = Sink.start(Behaviour.GOOD, shelf);
                var gateway =
                        RunningGateway.open(
                                SMALL_DISK, "edge.disk-reserve = " + RESERVE_MIB + "MiB")) {
            gateway.route(sink.port());
            assertThat(Client.send(gateway.edge(), OWN, "before", Client.CLEAN)).startsWith("250");
            assertThat(Client.send(gateway.edge(), OWN, "held-before", Client.HELD))
                    .startsWith("250");
            try (Client inTheMidst = Client.inData(gateway.edge(), OWN)) {
                inTheMidst.write("Subject: in the midst\r\n\r\n");
                inTheMidst.write(("x".repeat(998) + "\r\n").repeat(1000));
                fill(gateway, RESERVE_MIB / 2);
                refusedAtMail(gateway);
                fill(gateway, 0);
                inTheMidst.write(("y".repeat(998) + "\r\n").repeat(1000));
                assertThat(inTheMidst.end("")).startsWith("452 4.3.1");
            }
            refusedAtMail(gateway);
            free(gateway);
            Awaitility.await()
                    .atMost(SOON)
                    .until(() ->
                            Client.send(gateway.edge(), OWN, "after", Client.CLEAN)
                                    .startsWith("250"));
            Awaitility.await()
                    .atMost(SOON)
                    .until(() ->
                            Client.send(gateway.edge(), OWN, "held-after", Client.HELD)
                                    .startsWith("250"));
            assertThat(shelf.messages().stream().map(it -> subject(it.text())).toList())
                    .containsExactly("Subject: before", "Subject: after");
            assertThat(gateway.verb("hold", "list").out()).contains("held-before", "held-after");
            for (String subject : List.of("before", "after")) {
                Awaitility.await()
                        .atMost(SOON)
                        .until(() -> gateway.verb("log", "--subject", subject).exit() == 0);
            }
        }
    }

    private static void refusedAtMail(RunningGateway gateway) {
        Awaitility.await()
                .atMost(SOON)
                .until(() -> {
                    try (Client client = Client.connect(gateway.edge())) {
                        client.reply();
                        client.say("EHLO client.example.org");
                        return client.say("MAIL FROM:<a@client.example.org>")
                                .startsWith("452 4.3.1");
                    }
                });
    }

    /// Fills the disk but for some MiB; all of it for 0.
    private static void fill(RunningGateway gateway, int leave) throws Exception {
        Answer filled =
                gateway.inside(
                        List.of(
                                "sh",
                                "-ec",
                                """
                                free=$(($(stat -f -c '%a * %S' "$1") / 1048576 - $2))
                                [ "$free" -le 0 ] || fallocate -l "${free}MiB" "$1/filler.$2"
                                [ "$2" != 0 ] || dd if=/dev/zero of="$1/filler" bs=4096 2>&1 | grep -q 'No space'\
                                """,
                                "sh",
                                gateway.data().toString(),
                                Integer.toString(leave)));
        assertThat(filled.exit()).as(filled.err()).isZero();
    }

    private static void free(RunningGateway gateway) throws Exception {
        Answer freed =
                gateway.inside(
                        List.of("sh", "-c", "rm \"$1\"/filler*", "sh", gateway.data().toString()));
        assertThat(freed.exit()).as(freed.err()).isZero();
    }

    private static String subject(String message) {
        return message.lines()
                .filter(it -> it.startsWith("Subject: "))
                .collect(Collectors.joining());
    }
}
