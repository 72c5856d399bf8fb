package org.postern.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.postern.acceptance.SmugglingChain.Way;

/// Nobody hides a second message in a first, whichever mail server stands before the gateway and whichever behind it. These
/// servers start for root only.
@Tag("slow")
@Tag("root")
class SmugglingAcrossTest {
    private static List<SmugglingOutcome> outcomes = List.of();
    private static Map<MailServer, Wiretap> behind = Map.of();
    private static List<String> unasked = List.of();
    private static List<String> table = List.of();

    @BeforeAll
    static void run() throws Exception {
        List<Smuggle> attacks = Smuggle.all();
        try (var chain = new SmugglingChain()) {
            outcomes = chain.run(attacks);
            behind = chain.behind();
            unasked = chain.taps().stream().flatMap(it -> Overheard.unasked(it).stream()).toList();
        }
        table =
                Stream.concat(
                                Stream.of(
                                        line("", it -> it.map(MailServer::word).orElse("client"))),
                                attacks.stream().map(SmugglingAcrossTest::line))
                        .toList();
        print();
    }

    private static void print() {
        System.out.println(
                "In each column the marks for postfix, exim, opensmtpd, sendmail behind the gateway");
        System.out.println(SmugglingOutcome.LEGEND);
        table.forEach(System.out::println);
    }

    private static String line(Smuggle attack) {
        return line(attack.row() + " " + attack.name(), sender -> marks(sender, attack));
    }

    /// Where this fails another version of a server may do other things: the page is to say what it does.
    @Test
    void thePageSaysWhatBecameOfEach() throws Exception {
        String page = Files.readString(Checkout.HOME.resolve("docs/smuggling.md"));
        assertThat(page.split("```\n", -1)[1].lines()).containsExactlyElementsOf(table);
    }

    /// One column for each server in front.
    private interface Column {
        String of(Optional<MailServer> sender);
    }

    private static String line(String name, Column column) {
        return Stream.concat(
                        Stream.of(Optional.<MailServer>empty()),
                        Stream.of(MailServer.values()).map(Optional::of))
                .map(it -> "%-10s".formatted(column.of(it)))
                .collect(Collectors.joining("", "%-30s".formatted(name), ""))
                .stripTrailing();
    }

    private static String marks(Optional<MailServer> sender, Smuggle attack) {
        return outcomes.stream()
                .filter(it -> it.attempt().smuggle().equals(attack))
                .filter(it -> it.attempt().way().sender().equals(sender))
                .map(it -> Character.toString(it.mark()))
                .collect(Collectors.joining());
    }

    static List<Way> ways() {
        return Way.all();
    }

    @ParameterizedTest
    @MethodSource("ways")
    void promise2_a2_a3_a4_a5_a17_oneMessageInOneMessageOut(Way way) {
        List<SmugglingOutcome> these =
                outcomes.stream().filter(it -> it.attempt().way().equals(way)).toList();
        assertThat(these).extracting(it -> it.attempt().smuggle()).isEqualTo(Smuggle.all());
        assertThat(these).filteredOn(it -> it.mark() == '=').hasSizeGreaterThan(3);
        assertThat(these.stream().flatMap(it -> it.faults().stream())).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void promise2_a4_onlyWholeLineEndsGoOut(MailServer server) {
        byte[] heard = Objects.requireNonNull(behind.get(server)).heard();
        assertThat(heard).isNotEmpty();
        assertThat(OutboundSmugglingTest.bare(heard)).isZero();
    }

    /// A server that takes less than CRLF.CRLF for the end obeys what is hidden, and that would be seen: the same stands
    /// behind the gateway.
    @Test
    void whatIsObeyedIsSeen() {
        assertThat(outcomes)
                .filteredOn(
                        it -> it.attempt().way().sender().equals(Optional.of(MailServer.POSTFIX)))
                .filteredOn(it -> it.mark() == '2')
                .hasSizeGreaterThan(3)
                .allSatisfy(it ->
                        assertThat(it.arrived())
                                .extracting(mail -> mail.sender().toString())
                                .contains(Smuggle.BOSS));
    }

    @Test
    void promise2_a3_nobodyAnswersWhatNobodySaid() {
        assertThat(unasked).isEmpty();
    }
}
