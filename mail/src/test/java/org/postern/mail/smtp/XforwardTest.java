package org.postern.mail.smtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What mail servers say of the client that a message is from.
class XforwardTest {
    private static final Xforward ALL =
            new Xforward(
                    "client.example",
                    "2001:db8::66",
                    OptionalInt.of(4711),
                    "ESMTP",
                    "a+b=c",
                    "4ABCdef",
                    "REMOTE");

    @Test
    void whatIsToldIsRead() {
        assertThat(
                        Xforward.parse(
                                "name=client.example ADDR=IPv6:2001:DB8:0::66 PORT=4711 proto=esmtp"
                                        + " HELO=a+2Bb+3Dc IDENT=4ABCdef SOURCE=remote"))
                .contains(ALL);
    }

    @Test
    void whatIsNotKnownIsEmpty() {
        assertThat(
                        Xforward.parse(
                                "NAME=[UNAVAILABLE] ADDR=[unavailable] PORT=[TEMPUNAVAIL]"
                                        + " PROTO=[UNAVAILABLE] HELO=[UNAVAILABLE]"
                                        + " IDENT=[UNAVAILABLE] SOURCE=[UNAVAILABLE]"))
                .contains(Xforward.NOTHING);
    }

    @Test
    void whatIsWrittenDownIsReadAgain() {
        assertThat(ALL.text())
                .isEqualTo(
                        "NAME=client.example ADDR=IPV6:2001:db8::66 PORT=4711 PROTO=ESMTP"
                                + " HELO=a+2Bb+3Dc IDENT=4ABCdef SOURCE=REMOTE");
        assertThat(Xforward.read(ALL.text())).isEqualTo(ALL);
        assertThat(Xforward.NOTHING.text()).isEmpty();
        assertThat(Xforward.read("")).isEqualTo(Xforward.NOTHING);
        assertThatThrownBy(() -> Xforward.read("WHO=me"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    /// A stranger may call itself what it likes; its message still has to come through.
    @Test
    void strangeNamesBecomeHarmless() {
        assertThat(Xforward.parse("HELO=my+20pc+C3+A4 NAME=+FF"))
                .hasValueSatisfying(it -> {
                    assertThat(it.hello()).isEqualTo("my?pc??");
                    assertThat(it.name()).isEqualTo("?");
                });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "ADDR",
                "ADDR=x",
                "ADDR=2001:db8::66",
                "ADDR=IPV6:192.0.2.1",
                "ADDR=192.0.2.1 ADDR=192.0.2.1",
                "ADDR=192.0.2.1  PORT=5",
                "PORT=65536",
                "PORT=-1",
                "PORT=x",
                "SOURCE=HERE",
                "HELO=a+0Db",
                "HELO=a+0Ab",
                "HELO=a+00b",
                "HELO=a+7Fb",
                "HELO=a+1b",
                "HELO=a=b",
                "IDENT=+0D+0A",
                "NAME=+09",
                "LOGIN=me",
                "WHO=me",
            })
    void a19_whatIsWrongInAnyWayTellsNothing(String wrong) {
        assertThat(Xforward.parse(wrong)).isEmpty();
    }

    @Test
    void a19_whatIsTooLongTellsNothing() {
        for (String attribute : List.of("NAME", "HELO", "IDENT", "PROTO")) {
            assertThat(Xforward.parse(attribute + "=" + "x".repeat(255))).isPresent();
            assertThat(Xforward.parse(attribute + "=" + "x".repeat(256))).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({"SMTP, false", "ESMTP, true", "ESMTPS, true", "UTF8SMTP, true", "QMQP, false"})
    void protocolsAreExtendedOrNot(String protocol, boolean extended) {
        assertThat(Xforward.parse("PROTO=" + protocol).orElseThrow().extended()).contains(extended);
        assertThat(Xforward.NOTHING.extended()).isEmpty();
    }

    @Test
    void commandsAddUp() {
        Xforward first = Xforward.parse("ADDR=192.0.2.1 PORT=5 HELO=a").orElseThrow();
        Xforward both = first.plus(Xforward.parse("HELO=b IDENT=[UNAVAILABLE]").orElseThrow());
        assertThat(both.address()).isEqualTo("192.0.2.1");
        assertThat(both.port()).hasValue(5);
        assertThat(both.hello()).isEqualTo("b");
        Xforward moved = both.plus(Xforward.parse("ADDR=192.0.2.2").orElseThrow());
        assertThat(moved.port()).isEmpty();
    }

    @Test
    void aServerIsToldWhatItWantsToKnow() {
        assertThat(ALL.to(wanting("NAME ADDR PROTO HELO SOURCE PORT IDENT")))
                .extracting(ClientCommand::line)
                .containsExactly(
                        "XFORWARD NAME=client.example ADDR=IPV6:2001:db8::66 PROTO=ESMTP"
                                + " HELO=a+2Bb+3Dc SOURCE=REMOTE PORT=4711 IDENT=4ABCdef");
        assertThat(ALL.to(wanting("addr FUTURE")))
                .extracting(ClientCommand::line)
                .containsExactly("XFORWARD ADDR=IPV6:2001:db8::66");
        assertThat(Xforward.NOTHING.to(wanting("ADDR PORT")))
                .extracting(ClientCommand::line)
                .containsExactly("XFORWARD ADDR=[UNAVAILABLE] PORT=[UNAVAILABLE]");
    }

    @Test
    void aServerThatDoesNotWantToKnowIsToldNothing() {
        assertThat(ALL.to(Capabilities.NONE)).isEmpty();
        assertThat(ALL.to(wanting(""))).isEmpty();
        assertThat(ALL.to(wanting("FUTURE"))).isEmpty();
    }

    @Test
    void noLineIsTooLong() {
        var wordy =
                new Xforward(
                        "n".repeat(255),
                        "192.0.2.66",
                        OptionalInt.of(1),
                        "ESMTP",
                        "h".repeat(255),
                        "+".repeat(255),
                        "LOCAL");
        List<ClientCommand> commands = wordy.to(wanting(Xforward.ATTRIBUTES));
        assertThat(commands).hasSize(2).allMatch(it -> it.encode().length <= 512);
        Xforward heard =
                commands.stream()
                        .map(it -> Xforward.parse(it.line().substring(9)).orElseThrow())
                        .reduce(Xforward.NOTHING, Xforward::plus);
        assertThat(heard)
                .isEqualTo(
                        new Xforward(
                                wordy.name(),
                                wordy.address(),
                                wordy.port(),
                                "ESMTP",
                                wordy.hello(),
                                "",
                                "LOCAL"));
    }

    private static Capabilities wanting(String attributes) {
        return new Capabilities(Map.of("XFORWARD", attributes));
    }
}
