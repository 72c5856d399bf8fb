package org.postern.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.postern.acceptance.Checkout.Answer;

/// Secrets, and what mail says, are looked for everywhere but where they belong.
@Tag("slow")
class SecretsTest {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final String SUBJECT = "canary-of-subjects-7d1f";
    private static final String TEXT = "canary-of-contents-92ac";
    private static final String PLANTED = "canaryofsecrets5b30canaryofsecrets5b30canary";

    @Test
    void m6_secretsAndMailAreNowhereButInTheirPlaces() throws Exception {
        try (var gateway = RunningGateway.open()) {
            String body = "\r\n" + TEXT + "\r\n";
            assertThat(Client.send(gateway.edge(), "ann@postern.example", SUBJECT, body))
                    .startsWith("250");
            String held = Client.HELD.replace("x\r\n", TEXT + "\r\n");
            assertThat(Client.send(gateway.edge(), "ann@postern.example", SUBJECT, held))
                    .startsWith("250");
            // Refused for what is in it: an error that is told.
            assertThat(Client.send(gateway.edge(), "ann@postern.example", SUBJECT, TEXT + "\n"))
                    .startsWith("521");
            Awaitility.await()
                    .atMost(SOON)
                    .until(() ->
                            gateway.verb("log", "--subject", SUBJECT).out().lines().count() > 1);

            Map<String, String> seen = said(gateway);
            assertThat(seen.keySet())
                    .contains("console", "settings", "log/postern.jsonl")
                    .anyMatch(it -> it.startsWith("environment of "))
                    .anyMatch(it -> it.startsWith("command line of "));
            List<String> secrets = secrets(gateway.data());
            seen.forEach((where, text) -> {
                assertThat(secrets).as(where).noneMatch(text::contains);
                assertThat(text).as(where).doesNotContain(SUBJECT).doesNotContain(TEXT);
            });
            // Subjects are part of records, which may wait here; secrets and contents are not.
            files(gateway.data(), "journal", "run", "tmp", "pg/cluster")
                    .forEach((where, text) -> {
                        assertThat(secrets).as(where).noneMatch(text::contains);
                        assertThat(text).as(where).doesNotContain(TEXT);
                    });
        }
    }

    @Test
    void m6_aStartThatFailsQuotesNoSecret() throws Exception {
        try (var gateway = RunningGateway.open()) {
            gateway.stop();
            Path conf = gateway.data().resolve("postern.conf");
            String good = Files.readString(conf);
            Files.writeString(
                    conf,
                    good
                            + "database.url = \"jdbc:postgresql://127.0.0.1:1/postern?password="
                            + PLANTED
                            + "\"\n");
            failsQuietly(gateway);
            Files.writeString(conf, good);
            for (String key : List.of("master.key", "tls.key")) {
                Path file = gateway.data().resolve("keys").resolve(key);
                String before = Files.readString(file);
                for (String broken :
                        List.of(
                                PLANTED + "\n",
                                before.substring(0, before.length() / 2) + PLANTED + "\n")) {
                    Files.writeString(file, broken);
                    failsQuietly(gateway);
                }
                Files.writeString(file, before);
            }
        }
    }

    private static void failsQuietly(RunningGateway gateway) throws Exception {
        Answer answer = gateway.verb("run");
        assertThat(answer.exit()).as(answer.err()).isIn(1, 2);
        assertThat(answer.out() + answer.err()).isNotBlank().doesNotContain(PLANTED);
        files(gateway.data(), "log")
                .forEach((where, text) -> assertThat(text).as(where).doesNotContain(PLANTED));
    }

    /// All that it says without being asked for mail.
    private static Map<String, String> said(RunningGateway gateway) throws Exception {
        var seen = new LinkedHashMap<>(files(gateway.data(), "log"));
        seen.put("console", gateway.output());
        for (String verb : List.of("settings", "doctor", "site")) {
            Answer answer = gateway.verb(verb);
            seen.put(verb, answer.out() + answer.err());
        }
        var processes = new ArrayList<>(gateway.databaseProcesses());
        processes.add(gateway.pid());
        for (long process : processes) {
            Path proc = Path.of("/proc", Long.toString(process));
            if (Files.exists(proc)) {
                seen.put("environment of " + process, text(proc.resolve("environ")));
                seen.put("command line of " + process, text(proc.resolve("cmdline")));
            }
        }
        return seen;
    }

    private static Map<String, String> files(Path data, String... folders) throws IOException {
        var found = new LinkedHashMap<String, String>();
        for (String folder : folders) {
            try (Stream<Path> files = Files.walk(data.resolve(folder))) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    found.put(data.relativize(file).toString(), text(file));
                }
            }
        }
        return found;
    }

    /// Passwords of the database, the master key, and the lines of the key for TLS.
    private static List<String> secrets(Path data) throws IOException {
        var secrets = new ArrayList<String>();
        try (Stream<Path> keys = Files.list(data.resolve("keys"))) {
            for (Path key : keys.filter(it -> it.toString().endsWith(".secret")).toList()) {
                secrets.add(Files.readString(key).strip());
            }
        }
        String master = Files.readString(data.resolve("keys/master.key")).strip();
        secrets.add(master.substring(master.lastIndexOf(' ') + 1));
        Files.readString(data.resolve("keys/tls.key"))
                .lines()
                .filter(it -> !it.startsWith("-----"))
                .forEach(secrets::add);
        assertThat(secrets)
                .hasSizeGreaterThan(5)
                .allSatisfy(it -> assertThat(it.length()).isGreaterThan(15));
        return secrets;
    }

    /// Octets as characters; what ends while it is looked at says nothing.
    private static String text(Path file) {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (IOException _) {
            return "";
        }
    }
}
