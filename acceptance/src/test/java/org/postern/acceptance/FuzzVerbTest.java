package org.postern.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.postern.acceptance.Checkout.Answer;

/// `./postern test --fuzz`: once for real and short, else with a Java that is a script and says what a fuzzer says.
@Tag("slow")
@Timeout(value = 4, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class FuzzVerbTest {
    private static final String SCRIPT =
            """
            #!/bin/sh
            echo "== $* in $PWD" >>../log
            echo "#12	INITED cov: 3 ft: 4 corp: 1/1b exec/s: 0 rss: 9Mb" >&2
            echo "#7654	DONE   cov: 31 ft: 47 corp: 2/9b exec/s: 9 rss: 9Mb" >&2
            case $* in *bad*) ;; *) exit 0 ;; esac
            echo "== Java Exception: AssertionError: no good" >&2
            echo x >src/test/resources/org/postern/OneFuzzInputs/bad/crash-1
            exit 77
            """;

    @TempDir private Path place;

    @Test
    void oneFuzzerRunsForReal() throws Exception {
        Answer answer =
                Checkout.postern(Checkout.HOME, Map.of(), "test", "--fuzz", "5s", "ValuesFuzz");
        assertThat(answer.exit()).as(answer.out() + answer.err()).isZero();
        assertThat(answer.out())
                .containsPattern(
                        "ValuesFuzz\\.[A-Za-z]+: [0-9]{2,} executions,"
                                + " coverage [0-9]{2,} edges [0-9]{2,} features, 0 findings\n")
                .endsWith("1 fuzzers ran, 0 findings\n");
    }

    @Test
    void eachMethodRunsForTheTimeGivenAndAFindingFailsTheRun() throws Exception {
        layOut();
        Answer all = fuzz("3m");
        assertThat(all.exit()).isEqualTo(1);
        assertThat(all.out())
                .isEqualTo(
                        """
                        OneFuzz.good: 7654 executions, coverage 31 edges 47 features, 0 findings
                        OneFuzz.bad: 7654 executions, coverage 31 edges 47 features, 1 findings
                        TwoFuzz.other: 7654 executions, coverage 31 edges 47 features, 0 findings
                        3 fuzzers ran, 1 findings
                        """);
        assertThat(all.err()).contains("OneFuzzInputs/bad/crash-1", "no good");
        assertThat(Files.readString(place.resolve("log")))
                .contains(
                        "--target_class=org.postern.OneFuzz --target_method=good --max_duration=3m");
    }

    @Test
    void namesChooseAndNoNameIsNoSuccess() throws Exception {
        layOut();
        assertThat(fuzz("TwoFuzz").out()).endsWith("1 fuzzers ran, 0 findings\n");
        Answer one = fuzz("1s", "OneFuzz#good");
        assertThat(one.exit()).isZero();
        assertThat(one.out()).startsWith("OneFuzz.good: ").endsWith("1 fuzzers ran, 0 findings\n");
        assertThat(Files.readString(place.resolve("log"))).contains("--max_duration=10m");
        Answer none = fuzz("NoFuzz");
        assertThat(none.exit()).isEqualTo(1);
        assertThat(none.err()).contains("no fuzzer of that name");
    }

    private Answer fuzz(String... words) throws IOException, InterruptedException {
        var all = new ArrayList<>(List.of("test", "--fuzz"));
        all.addAll(List.of(words));
        return Checkout.postern(
                place,
                Map.of("POSTERN_JAVA", place.resolve("jdk").toString()),
                all.toArray(String[]::new));
    }

    private void layOut() throws IOException {
        for (String part : List.of("acceptance/test.sh", "bench/bench.sh", "postern")) {
            Path copy = place.resolve(part);
            Files.createDirectories(copy.getParent());
            Files.copy(Checkout.HOME.resolve(part), copy);
        }
        open(place);
        open(place.resolve("postern"));
        for (String pom : List.of("pom.xml", "mail/pom.xml", "gateway/pom.xml")) {
            Files.createDirectories(place.resolve(pom).getParent());
            Files.writeString(place.resolve(pom), "<project/>");
        }
        fuzzer("mail", "OneFuzz", "good", "bad");
        fuzzer("gateway", "TwoFuzz", "other");
        for (String module : List.of("mail", "gateway")) {
            Path target = Files.createDirectories(place.resolve(module).resolve("target"));
            Files.writeString(target.resolve("test.classpath"), "x.jar");
        }
        Path bin = Files.createDirectories(place.resolve("jdk/bin"));
        Files.writeString(place.resolve("jdk/release"), "JAVA_VERSION=\"25\"\n");
        for (String tool : List.of("java", "javac")) {
            open(Files.writeString(bin.resolve(tool), SCRIPT));
        }
    }

    private void fuzzer(String module, String name, String... methods) throws IOException {
        Path source = place.resolve(module).resolve("src/test/java/org/postern/" + name + ".java");
        Files.createDirectories(source.getParent());
        var text = new StringBuilder("class " + name + " {\n");
        for (String method : methods) {
            text.append("    @FuzzTest(maxDuration = \"2m\")\n    void ")
                    .append(method)
                    .append("(byte[] octets) {}\n\n    private static void not(byte[] it) {}\n");
        }
        Files.writeString(source, text.append("}\n"));
    }

    private static void open(Path path) throws IOException {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
