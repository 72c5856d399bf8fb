package org.postern.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postern.acceptance.Checkout.Answer;

/// The launcher, with JDKs that are scripts: they print who and where they are instead of starting Java. The checkout is
/// a copy with jars in place, so that nothing has to be built.
@Tag("slow")
@Timeout(value = 3, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LauncherTest {
    private static final String SCRIPT =
            """
            #!/bin/sh
            echo "jdk=$0"
            echo "user=$(id -un)"
            echo "data=$POSTERN_DATA"
            echo "asked=$POSTERN_ASKED_BY"
            echo "umask=$(umask)"
            echo "pwd=$(pwd)"
            sed -n 's/^\\(Cap[A-Za-z]*\\|NoNewPrivs\\):[[:space:]]*/\\1=/p' /proc/self/status
            for word in "$@"; do
                echo "word=$word"
                case $word in -XX:AOTCacheOutput=*) echo cache >"${word#*=}" ;; esac
            done
            """;

    private Path place = Path.of("/nonexistent");
    private Path home = place;
    private Path jdks = place;

    /// A place that every user can reach: JUnit's own are for one user.
    @BeforeEach
    void layOut() throws IOException {
        place = Files.createTempDirectory("postern-launcher");
        open(place);
        home = Files.createDirectory(place.resolve("checkout"));
        jdks = Files.createDirectory(place.resolve("jdks"));
        Files.copy(Checkout.HOME.resolve("postern"), home.resolve("postern"));
        open(home.resolve("postern"));
        for (String source : List.of("mail/src/main", "gateway/src/main")) {
            Files.createDirectories(home.resolve(source));
        }
        for (String pom : List.of("pom.xml", "mail/pom.xml", "gateway/pom.xml")) {
            Files.writeString(home.resolve(pom), "<project/>");
        }
        Path lib = Files.createDirectories(home.resolve("gateway/target/dist/lib"));
        Files.createDirectories(home.resolve("mail/target"));
        Files.writeString(lib.resolve("postern-gateway-0.jar"), place.toString());
        jdk("openjdk-17", "17.0.15");
    }

    @AfterEach
    void cleanUp() throws IOException, InterruptedException {
        Checkout.run(Map.of(), List.of("rm", "-rf", place.toString()));
    }

    @Test
    void findsTheNewJdkBesideAnOldOne() throws Exception {
        Path current = jdk("temurin-25", "25.0.3");
        Answer answer = postern("version");
        assertThat(answer.exit()).as(answer.err()).isZero();
        assertThat(answer.out()).contains("jdk=" + current + "/bin/java\n", "word=version\n");
    }

    @Test
    void theCheckoutMayStandOnAPathWithBlanks() throws Exception {
        jdk("temurin-25", "25.0.3");
        Path spaced = place.resolve("with some blanks");
        Files.move(home, spaced);
        home = spaced;
        Answer answer = postern("run");
        assertThat(answer.exit()).as(answer.err()).isZero();
        assertThat(answer.out())
                .containsPattern("word=-XX:AOTCache=[^\\n]*/with some blanks/[^\\n]*\\.aot\\n")
                .contains("word=org.postern.app.Postern\nword=run\n");
    }

    @Test
    void prefersJavaHomeIfItIsNewEnough() throws Exception {
        jdk("a-25", "25");
        Path chosen = jdk("b-26", "26");
        assertThat(postern(Map.of("JAVA_HOME", chosen.toString()), "version").out())
                .contains("jdk=" + chosen + "/");
        Path old = jdks.resolve("openjdk-17");
        assertThat(postern(Map.of("JAVA_HOME", old.toString()), "version").out())
                .contains("/a-25/bin/java");
    }

    @Test
    void obeysPosternJavaOrSaysWhyNot() throws Exception {
        jdk("a-25", "25");
        Path chosen = jdk("b-25", "25");
        assertThat(postern(Map.of("POSTERN_JAVA", chosen + "/bin/java"), "version").out())
                .contains("jdk=" + chosen);
        Answer answer =
                postern(Map.of("POSTERN_JAVA", jdks.resolve("openjdk-17").toString()), "version");
        assertThat(answer.exit()).isEqualTo(2);
        assertThat(answer.err()).contains("openjdk-17", "release 25");
    }

    @Test
    void saysWhatToInstallWhereThereIsNoJdk() throws Exception {
        Path runtimeOnly = jdk("jre-25", "25.0.3");
        Files.delete(runtimeOnly.resolve("bin/javac"));
        Answer answer = postern("version");
        assertThat(answer.exit()).isEqualTo(2);
        assertThat(answer.out()).isEmpty();
        assertThat(answer.err())
                .contains("needs a JDK of release 25 or newer")
                .containsPattern("(temurin|openjdk)-25-jdk");
    }

    @Test
    void dataDirectoryComesFromOptionThenVariableThenCheckout() throws Exception {
        jdk("a-25", "25");
        Path named = place.resolve("named");
        Path variable = place.resolve("variable");
        Map<String, String> environment = Map.of("POSTERN_DATA", variable.toString());
        assertThat(postern(environment, "--data", named.toString(), "log").out())
                .contains("data=" + named + "\n", "word=log\n")
                .doesNotContain("word=--data");
        assertThat(postern(environment, "log", "--data=" + named).out())
                .contains("data=" + named + "\n");
        assertThat(postern(environment, "log").out()).contains("data=" + variable + "\n");
        assertThat(postern("log").out()).contains("data=" + home.resolve("data") + "\n");
        assertThat(List.of(named, variable, home.resolve("data"))).noneMatch(Files::exists);
        assertThat(postern("log", "--data").exit()).isEqualTo(2);
    }

    @Test
    void runMakesTheDataDirectoryForItselfAlone() throws Exception {
        jdk("a-25", "25");
        Path data = place.resolve("deep/er/data");
        Answer answer = postern("run", "--data", data.toString());
        assertThat(answer.exit()).as(answer.err()).isZero();
        assertThat(answer.out()).contains("umask=0077");
        assertThat(Files.getPosixFilePermissions(data))
                .isEqualTo(PosixFilePermissions.fromString("rwx------"));
        assertThat(Files.getOwner(data).getName()).isEqualTo(expectedUser());
    }

    @Test
    void m1_rootBecomesPosternAndKeepsOneCapability() throws Exception {
        jdk("a-25", "25");
        Map<String, String> run = facts(postern("run"));
        Map<String, String> log = facts(postern("log"));
        assertThat(List.of(run.get("user"), log.get("user"))).containsOnly(expectedUser());
        if (Checkout.isRoot()) {
            for (String set : List.of("CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb")) {
                assertThat(Long.parseLong(run.get(set), 16)).as(set).isEqualTo(1L << 10);
                assertThat(Long.parseLong(log.get(set), 16)).as(set).isZero();
            }
            assertThat(List.of(run.get("NoNewPrivs"), log.get("NoNewPrivs"))).containsOnly("1");
        }
    }

    @Test
    void promise11_whoBecameRootIsStillNamed() throws Exception {
        jdk("a-25", "25");
        assertThat(facts(postern(Map.of("SUDO_USER", "ann"), "site")).get("asked"))
                .isEqualTo("ann");
        assertThat(facts(postern(Map.of("POSTERN_ASKED_BY", "eve"), "site")).get("asked"))
                .isNotEqualTo("eve")
                .isNotEmpty();
    }

    @Test
    void closedCheckoutRunsFromAnOpenCopy() throws Exception {
        jdk("a-25", "25");
        Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwx------"));
        Answer answer = postern("log");
        if (!Checkout.isRoot()) {
            assertThat(facts(answer).get("data")).isEqualTo(home.resolve("data").toString());
            return;
        }
        assertThat(facts(answer).get("data")).isEqualTo("/var/lib/postern");
        Optional<String> jar =
                answer.out()
                        .lines()
                        .filter(line -> line.endsWith("postern-gateway-0.jar"))
                        .findFirst();
        assertThat(jar)
                .hasValueSatisfying(
                        path -> assertThat(path).startsWith("word=/var/cache/postern/"));
        String copy = jar.orElseThrow().substring("word=".length()).replaceFirst("/[^/]*$", "");
        Checkout.run(Map.of(), List.of("rm", "-rf", copy));
        Answer run = postern("run", "--data", place.resolve("data").toString());
        assertThat(run.err()).contains(home + " is closed to user postern");
        Checkout.run(Map.of(), List.of("rm", "-rf", copy));
    }

    @Test
    void aRebuildLeavesTheJarsOfTheRunningBuildAlone() throws Exception {
        jdk("a-25", "25");
        String before = jarOf(postern("log"));
        Path jar = home.resolve("gateway/target/dist/lib/postern-gateway-0.jar");
        Files.writeString(jar, "another build");
        Files.setLastModifiedTime(jar, FileTime.fromMillis(System.currentTimeMillis() + 5_000));
        String after = jarOf(postern("log"));
        assertThat(after).isNotEqualTo(before);
        assertThat(Path.of(before)).hasContent(place.toString());
        assertThat(Path.of(after)).hasContent("another build");
    }

    @Test
    void theRealOneAnswers() throws Exception {
        Answer answer = Checkout.postern(Checkout.HOME, Map.of(), "version", "--json");
        assertThat(answer.exit()).as(answer.err()).isZero();
        assertThat(answer.out()).startsWith("{\"postern\":\"");
        assertThat(Checkout.postern(Checkout.HOME, Map.of(), "test", "--help").out())
                .contains("--fast", "--nightly");
    }

    /// In a checkout that everybody can read, wherever the real one stands.
    @Test
    void testsThatNeedRootAreNamedToAnybodyElse() throws Exception {
        jdk("a-25", "25");
        String tests = "acceptance/src/test/java/org/postern/acceptance/";
        Files.createDirectories(home.resolve(tests));
        Files.createDirectory(home.resolve("bench"));
        for (String file :
                List.of(
                        "acceptance/test.sh",
                        "bench/bench.sh",
                        tests + "MilterChainTest.java",
                        tests + "PowerCutTest.java")) {
            Files.copy(Checkout.HOME.resolve(file), home.resolve(file));
        }
        RunningGateway.run("chmod", "-R", "a+rX", home.toString());
        var command = new ArrayList<String>();
        if (Checkout.isRoot()) {
            command.addAll(List.of("setpriv", "--reuid=nobody", "--clear-groups"));
        }
        command.addAll(List.of(home.resolve("postern").toString(), "test"));
        Answer answer = Checkout.run(Map.of("POSTERN_JAVA_PLACES", jdks.toString()), command);
        assertThat(answer.exit()).as(answer.out()).isEqualTo(2);
        assertThat(answer.err())
                .contains("need root", "MilterChainTest", "--without-root")
                .doesNotContain("PowerCutTest");
    }

    private Path jdk(String name, String version) throws IOException {
        Path jdk = Files.createDirectory(jdks.resolve(name));
        Files.writeString(jdk.resolve("release"), "JAVA_VERSION=\"" + version + "\"\n");
        Path bin = Files.createDirectory(jdk.resolve("bin"));
        for (String tool : List.of("java", "javac")) {
            open(Files.writeString(bin.resolve(tool), SCRIPT));
        }
        return jdk;
    }

    private static void open(Path path) throws IOException {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private Answer postern(String... args) throws IOException, InterruptedException {
        return postern(Map.of(), args);
    }

    private Answer postern(Map<String, String> more, String... args)
            throws IOException, InterruptedException {
        var environment = new HashMap<String, String>();
        environment.put("JAVA_HOME", "");
        environment.put("POSTERN_JAVA_PLACES", jdks.toString());
        // Whatever java this machine has, it is not the one that is looked for here.
        environment.put("PATH", jdks.resolve("openjdk-17/bin") + ":" + System.getenv("PATH"));
        environment.putAll(more);
        return Checkout.postern(home, environment, args);
    }

    private static Map<String, String> facts(Answer answer) {
        assertThat(answer.exit()).as(answer.err()).isZero();
        var facts = new HashMap<String, String>();
        for (String line : answer.out().lines().toList()) {
            int equals = line.indexOf('=');
            facts.putIfAbsent(line.substring(0, equals), line.substring(equals + 1));
        }
        return facts;
    }

    private static String jarOf(Answer answer) {
        return answer.out()
                .lines()
                .filter(line -> line.endsWith("postern-gateway-0.jar"))
                .findFirst()
                .orElseThrow()
                .substring("word=".length());
    }

    private static String expectedUser() {
        return Checkout.isRoot() ? "postern" : System.getProperty("user.name");
    }
}
