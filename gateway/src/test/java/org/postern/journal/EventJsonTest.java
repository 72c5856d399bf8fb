package org.postern.journal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.postern.journey.Client;
import org.postern.journey.Dossier;
import org.postern.journey.DossierDraft;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// The shape in which events are kept: whatever is written is read back equal, and the shape does not change unseen.
class EventJsonTest {
    private final Samples samples = new Samples(4711);

    @Test
    void promise10_everyDossierIsReadBackEqual() throws IOException {
        for (int i = 0; i < 2_000; i++) {
            var event = new Event.Judged(samples.dossier());
            assertThat(EventJson.read(EventJson.write(event))).isEqualTo(event);
        }
    }

    @Test
    void recordsFromBeforeNoticesAreRead() throws IOException {
        var event = new Event.Judged(Samples.delivered());
        byte[] written = EventJson.write(event);
        assertThat(new String(written, UTF_8)).doesNotContain("smtpUtf8", "notices");
        assertThat(EventJson.read(written)).isEqualTo(event);
    }

    @Test
    void everyOtherEventIsReadBackEqual() throws IOException {
        for (int i = 0; i < 200; i++) {
            for (Event event : samples.otherEvents()) {
                assertThat(EventJson.read(EventJson.write(event))).isEqualTo(event);
            }
        }
    }

    /// If this fails, the shape changed: give it a new format number and a reader for the old one, then renew the file.
    /// Most clients say EHLO, so only the others are told apart.
    @Test
    void whoSaidHeloIsKnownLater() throws IOException {
        Client client = Samples.delivered().client();
        var old = new Client(client.address(), client.hello(), false, Optional.empty(), false);
        var event = new Event.Judged(with(old));
        assertThat(EventJson.read(EventJson.write(event))).isEqualTo(event);
    }

    private static Dossier with(Client client) {
        Dossier plain = Samples.delivered();
        return DossierDraft.like(plain).client(client).dossier();
    }

    @Test
    void whoLoggedInIsKnownLater() throws IOException {
        Client plain = Samples.delivered().client();
        var event =
                new Event.Judged(
                        with(
                                new Client(
                                        plain.address(),
                                        plain.hello(),
                                        true,
                                        plain.tls(),
                                        false,
                                        Optional.of("ann"))));
        assertThat(EventJson.read(EventJson.write(event))).isEqualTo(event);
    }

    @Test
    void theShapeIsTheGoldenOne() throws IOException {
        Golden.same("event-formats.jsonl", String.join("\n", shapes()) + "\n");
    }

    @Test
    void m8_textsThatTheDatabaseCannotTakeAreMarked() throws IOException {
        var event = new Event.Alarm(samples.stamp(), "x", "nul \0, half \ud800, whole 😀");
        var read = (Event.Alarm) EventJson.read(EventJson.write(event));
        assertThat(read.detail()).isEqualTo("nul \ufffd, half \ufffd, whole 😀");
    }

    @Test
    void m8_textsOfStrangersAreCut() {
        var event = new Event.SessionFailed(samples.stamp(), "x", "y", "😀".repeat(500_000));
        assertThat(event.detail()).hasSizeLessThanOrEqualTo(Event.MAX_TEXT).endsWith("😀…");
        assertThat(EventJson.write(event)).hasSizeLessThan(4096);
    }

    @Test
    void whatIsNotThisFormatIsRefused() {
        String good = new String(EventJson.write(new Event.Judged(Samples.delivered())), UTF_8);
        for (String bad :
                List.of(
                        good.replace("\"format\":1", "\"format\":2"),
                        good.replace("\"event\":\"judged\"", "\"event\":\"judgement\""),
                        good.replace("\"relay\":false", "\"relay\":\"no\""),
                        good.replace("\"relay\":false", "\"relay\":null"),
                        good.replace("\"relay\":false", "\"relay\":false,\"more\":1"),
                        good.replace(",\"relay\":false", ""),
                        good.replace("\"ip\":\"192.0.2.25\"", "\"ip\":\"localhost\""),
                        good.replace("\"port\":40112", "\"port\":99999"),
                        good.replace("\"size\":4211", "\"size\":42.5"),
                        good.replace("\"nothing-found\"", "\"fine\""),
                        good.replace("\"ann@sender.example\"", "\"ann\""),
                        good.replace("2026-11-21T12:00:00Z", "noon"),
                        good.replace("\"code\":250", "\"code\":999"),
                        good.replace("\"code\":250", "\"code\":-4294967046"),
                        good.replace("\"done\":3", "\"done\":4294967299"),
                        good.replace("\"tookMicros\":14,", "\"tookMicros\":9223372036854775807,"),
                        good.replace("\"deliver\"", "\"eat\""),
                        good.substring(0, good.length() - 1),
                        "[]",
                        "")) {
            assertThat(bad).isNotEqualTo(good);
            assertThatThrownBy(() -> EventJson.read(bad.getBytes(UTF_8)))
                    .as(bad)
                    .isInstanceOf(IOException.class);
        }
    }

    @Test
    void fieldsMayStandInAnyOrder() throws IOException {
        var event = new Event.Judged(Samples.delivered());
        ObjectNode tree = (ObjectNode) JsonMapper.shared().readTree(EventJson.write(event));
        ObjectNode turned = JsonMapper.shared().createObjectNode();
        new ArrayList<>(tree.propertyNames())
                .reversed()
                .forEach(name -> turned.set(name, tree.get(name)));
        assertThat(EventJson.read(turned.toString())).isEqualTo(event);
    }

    private static List<String> shapes() {
        var fixed = new Samples(1);
        var shapes = new ArrayList<String>();
        shapes.add(text(new Event.Judged(Samples.delivered())));
        for (int i = 0; i < 8; i++) {
            Dossier dossier = fixed.dossier();
            shapes.add(text(new Event.Judged(dossier)));
        }
        fixed.otherEvents().forEach(event -> shapes.add(text(event)));
        return shapes;
    }

    private static String text(Event event) {
        return new String(EventJson.write(event), UTF_8);
    }
}
