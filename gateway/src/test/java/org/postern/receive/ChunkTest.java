package org.postern.receive;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postern.mail.smtp.Reply;
import org.postern.settings.ByteSize;

/// Messages in chunks at the edge (RFC 3030).
class ChunkTest {
    private static final String LINE = "0123456789".repeat(10) + "\r\n";

    private final TestEdge edge = new TestEdge();

    @TempDir Path directory = Path.of(".");

    @AfterEach
    void stop() {
        edge.close();
    }

    @Test
    void promise6_chunksArriveUnchanged() {
        edge.start();
        String text = "Subject: x\r\n\r\n.\r\n..\r\n" + LINE.repeat(3000);
        try (RawClient client = begun()) {
            for (int from = 0; from < text.length(); from += 70_001) {
                String part = text.substring(from, Math.min(text.length(), from + 70_001));
                client.send("BDAT " + part.length() + "\r\n" + part).expect("250 2.0.0");
            }
            client.line("BDAT 0 LAST").expect("250 2.0.0 Accepted");
            client.line("MAIL FROM:<a@sender.example>").expect("250");
        }
        assertThat(edge.messages)
                .singleElement()
                .satisfies(it -> assertThat(it.text()).isEqualTo(text));
        edge.settled();
    }

    @Test
    void a9_pipelinedChunksOfARefusedTransactionAreNoCommands() {
        edge.start();
        try (RawClient client = edge.greeted()) {
            client.send(
                    "MAIL FROM:<a@sender.example>\r\nRCPT TO:<b@elsewhere.example>\r\n"
                            + "BDAT 25\r\nRCPT TO:<b@own.example>\r\nBDAT 6 LAST\r\nQUIT\r\nNOOP\r\n");
            client.expect("250").expect("550").expect("503").expect("503").expect("250");
            client.line("BDAT 2000000000").expect("503").expectClosed();
        }
        assertThat(edge.messages).isEmpty();
    }

    @Test
    void a9_aBadSizeEndsTheConnection() {
        edge.start();
        for (String size : new String[] {"-1", "+5", "", "5 LASTX", "9223372036854775808"}) {
            try (RawClient client = begun()) {
                client.line("BDAT " + size).expect("5").expectClosed();
            }
        }
        assertThat(edge.notTaken()).isEmpty();
    }

    @Test
    void a10_resetForgetsAllChunks() {
        edge.start();
        try (RawClient client = begun()) {
            client.send("BDAT 3\r\nx\r\n").expect("250");
            client.line("DATA").expect("503");
            client.line("NOOP").expect("250");
            client.line("RSET").expect("250");
            assertThat(edge.spool().inFlight()).isZero();
            client.line("BDAT 0 LAST").expect("503");
            client.data("a@sender.example", "b@own.example").send("y: z\r\n.\r\n").expect("250");
        }
        try (RawClient client = begun()) {
            client.send("BDAT 3\r\nx\r\n").expect("250");
            client.line("QUIT").expect("221");
        }
        assertThat(edge.messages)
                .singleElement()
                .satisfies(it -> assertThat(it.text()).isEqualTo("y: z\r\n"));
        edge.settled();
    }

    @Test
    void a11_whatEndsInOrBetweenChunksIsNoMessage() {
        edge.data = Duration.ofMillis(300);
        edge.start();
        for (String cut :
                new String[] {"BDAT 10\r\nx\r\n", "BDAT 5 LAST\r\nx\r\n", "BDAT 3\r\nx\r\n"}) {
            boolean between = cut.startsWith("BDAT 3\r");
            try (RawClient client = begun()) {
                client.send(cut).halfClose();
                client.expect(between ? "250" : "421").expectClosed();
            }
            try (RawClient client = begun()) {
                client.send(cut).reset();
            }
            if (!between) {
                try (RawClient client = begun()) {
                    client.send(cut).expect("421 4.4.2").expectClosed();
                }
            }
        }
        edge.settled();
        assertThat(edge.messages).isEmpty();
        assertThat(edge.notTaken())
                .hasSize(8)
                .containsOnly("client-gone", "timeout", "connection-lost");
    }

    @Test
    void b4_theEndOfTlsInAChunkIsTheEnd() throws Exception {
        TlsSettings settings =
                new TlsSettings(
                        directory.resolve("tls.crt"),
                        directory.resolve("tls.key"),
                        true,
                        TlsSettings.Minimum.TLS_1_2);
        edge.tls =
                Optional.of(
                        TlsMaterial.open(
                                settings, "edge.example", _ -> {}, InstantSource.system()));
        edge.start();
        try (RawClient client = edge.greeted()) {
            client.startTls().hello();
            client.line("MAIL FROM:<a@sender.example>").expect("250");
            client.line("RCPT TO:<b@own.example>").expect("250");
            client.send("BDAT 20 LAST\r\nx: y\r\n").closeNotify();
            client.sendIfOpen("0123456789ab\r\nQUIT\r\n");
        }
        edge.settled();
        assertThat(edge.messages).isEmpty();
        assertThat(edge.notTaken()).hasSize(1);
    }

    @Test
    void a13_moreThanSizeIsRefusedAtTheChunk() {
        edge.conversation = edge.conversation.withMaxMessage(1000);
        edge.start();
        try (RawClient client = begun()) {
            client.send("BDAT 102\r\n" + LINE).expect("250");
            client.send("BDAT 1000\r\n" + LINE.repeat(9) + LINE.substring(0, 82)).expect("552");
            client.line("BDAT 0 LAST").expect("503");
            client.data("a@sender.example", "b@own.example").send("y: z\r\n.\r\n").expect("250");
        }
        assertThat(edge.messages).hasSize(1);
        edge.settled();
    }

    @Test
    void j6_aFullDiskPutsChunksOff() {
        edge.room =
                new ContentSpool.Room(
                        ByteSize.parse("4KiB"),
                        ByteSize.parse("1MiB"),
                        ByteSize.parse("8MiB"),
                        ByteSize.parse("8MiB"),
                        new ByteSize(1000));
        edge.start();
        String large = LINE.repeat(1000);
        try (RawClient client = begun()) {
            edge.disk.full = true;
            client.send("BDAT " + large.length() + "\r\n" + large).expect("452 4.3.1");
            client.line("BDAT 0 LAST").expect("503");
            edge.disk.full = false;
            client.data("a@sender.example", "b@own.example").send("y: z\r\n.\r\n").expect("250");
        }
        assertThat(edge.notTaken()).containsExactly("no-room");
        edge.settled();
    }

    @Test
    void theJourneysReplyFollowsTheLastChunk() {
        edge.onward = (_, _) -> Reply.of(554, "5.7.1", "No thanks");
        edge.start();
        try (RawClient client = begun()) {
            client.send("BDAT 3 LAST\r\nx\r\n").expect("554 5.7.1 No thanks");
            client.line("DATA").expect("503");
        }
    }

    private RawClient begun() {
        RawClient client = edge.greeted();
        client.line("MAIL FROM:<a@sender.example>").expect("250");
        return client.line("RCPT TO:<b@own.example>").expect("250");
    }
}
