package org.postern.journal;

import java.time.Duration;
import java.util.List;
import org.postern.journey.Client;
import org.postern.journey.Dossier;
import org.postern.journey.Envelope;
import org.postern.journey.Evidence;
import org.postern.journey.Finding;
import org.postern.journey.Neighbour;
import org.postern.journey.Notices;
import org.postern.journey.Origin;
import org.postern.journey.Outcome;
import org.postern.journey.Ruled;
import org.postern.journey.Ruling;
import org.postern.journey.TestResult;
import org.postern.mail.address.Address;
import org.postern.mail.smtp.RcptParameters;
import org.postern.mail.smtp.Xforward;

/// The fields of a dossier, after those that every event has; [DossierReader] is its other half.
///
/// A sealed type is a word, or an object of one field that names the case: `"outcome": "nothing-found"`,
/// `"outcome": {"found": […]}`, `"ruling": {"hold": {"reason": "…"}}`. The null reverse path is `<>`.
final class DossierWriter {
    private DossierWriter() {}

    static void write(JsonOut json, Dossier dossier) {
        json.text("at", dossier.at().toString())
                .text("node", dossier.node())
                .word("door", dossier.door())
                .word("direction", dossier.direction());
        client(json, dossier.client());
        neighbour(json, dossier.neighbour());
        dossier.origin().ifPresent(it -> origin(json, it));
        envelope(json, dossier.envelope());
        summary(json, dossier.message());
        json.text("policy", dossier.policy())
                .objects("evidence", dossier.evidence().results(), DossierWriter::result);
        completeness(json, dossier.completeness());
        json.objects("rulings", dossier.rulings(), DossierWriter::ruled);
        ending(json, dossier.ending());
        json.objects("timings", dossier.timings(), DossierWriter::timing);
    }

    private static void client(JsonOut json, Client client) {
        json.begin("client").text("ip", client.ip()).number("port", client.address().getPort());
        json.text("hello", client.hello());
        if (!client.extended()) {
            json.flag("extended", false);
        }
        client.tls()
                .ifPresent(tls ->
                        json.begin("tls")
                                .text("protocol", tls.protocol())
                                .text("cipher", tls.cipher())
                                .end());
        client.login().ifPresent(login -> json.text("login", login));
        json.flag("relay", client.relay()).end();
    }

    private static void neighbour(JsonOut json, Neighbour neighbour) {
        if (neighbour.equals(Neighbour.NONE)) {
            return;
        }
        json.begin("neighbour");
        neighbour.queueId().ifPresent(id -> json.text("queueId", id));
        json.flag("mayRefuse", neighbour.mayRefuse());
        if (neighbour.refusals() == Neighbour.Refusals.DISCARDED) {
            json.flag("discards", true);
        }
        if (!neighbour.told().equals(Xforward.NOTHING)) {
            json.text("told", neighbour.told().text());
        }
        json.end();
    }

    private static void origin(JsonOut json, Origin origin) {
        json.begin("origin").text("ip", origin.ip()).flag("loggedIn", origin.loggedIn());
        json.texts("through", origin.through().stream().map(Client::numeric).toList()).end();
    }

    private static void envelope(JsonOut json, Envelope envelope) {
        json.begin("envelope")
                .text("sender", Addresses.print(envelope.sender()))
                .texts("recipients", envelope.recipients())
                .flag("eightBit", envelope.eightBit());
        if (envelope.smtpUtf8()) {
            json.flag("smtpUtf8", true);
        }
        if (!envelope.notices().equals(Notices.NONE)) {
            notices(json, envelope);
        }
        json.end();
    }

    /// Recipients of whom nothing was said are left out.
    private static void notices(JsonOut json, Envelope envelope) {
        Notices notices = envelope.notices();
        json.begin("notices");
        notices.ret().ifPresent(ret -> json.word("ret", ret));
        if (!notices.envid().isEmpty()) {
            json.text("envid", notices.envid());
        }
        List<Address> asked =
                envelope.recipients().stream()
                        .distinct()
                        .filter(notices.recipients()::containsKey)
                        .toList();
        json.objects("recipients", asked, (out, it) -> recipient(out, it, notices.of(it))).end();
    }

    private static void recipient(JsonOut json, Address address, RcptParameters said) {
        json.text("address", address.toString());
        json.texts("notify", said.notifyOn().stream().sorted().map(Fields::word).toList());
        said.orcpt()
                .ifPresent(orcpt ->
                        json.begin("orcpt")
                                .text("type", orcpt.type())
                                .text("address", orcpt.address())
                                .end());
    }

    private static void summary(JsonOut json, Dossier.Summary message) {
        json.begin("message")
                .number("size", message.size())
                .text("sha256", message.sha256())
                .text("messageId", message.messageId())
                .text("subject", message.subject())
                .text("from", message.from())
                .end();
    }

    private static void result(JsonOut json, TestResult result) {
        json.text("test", result.test());
        switch (result.outcome()) {
            case Outcome.NothingFound nothing -> json.word("outcome", nothing);
            case Outcome.Found(var findings) ->
                    json.begin("outcome").objects("found", findings, DossierWriter::finding).end();
            case Outcome.NotDone(var cause, var detail) ->
                    json.begin("outcome")
                            .begin("notDone")
                            .word("cause", cause)
                            .text("detail", detail)
                            .end()
                            .end();
        }
        json.number("tookMicros", micros(result.took()));
        json.objects(
                "answers",
                result.answers(),
                (out, answer) ->
                        out.text("asked", answer.asked()).text("answered", answer.answered()));
    }

    private static void finding(JsonOut json, Finding finding) {
        json.word("kind", finding.kind())
                .text("name", finding.name())
                .text("detail", finding.detail())
                .text("where", finding.where());
    }

    private static void completeness(JsonOut json, Evidence.Completeness completeness) {
        json.begin("completeness")
                .number("done", completeness.done())
                .number("due", completeness.due())
                .texts("missing", completeness.missing())
                .end();
    }

    private static void ruled(JsonOut json, Ruled ruled) {
        json.text("recipient", ruled.recipient().toString()).begin("ruling");
        switch (ruled.ruling()) {
            case Ruling.Deliver(String reason) -> json.begin("deliver").text("reason", reason);
            case Ruling.Hold(String reason) -> json.begin("hold").text("reason", reason);
            case Ruling.Refuse(var reply, String reason) ->
                    EventJson.reply(json.begin("refuse"), reply).text("reason", reason);
            case Ruling.PutOff(var reply, String reason) ->
                    EventJson.reply(json.begin("putOff"), reply).text("reason", reason);
            case Ruling.Discard(String reason) -> json.begin("discard").text("reason", reason);
        }
        json.end().end().texts("trace", ruled.trace());
    }

    private static void ending(JsonOut json, Dossier.Ending ending) {
        EventJson.reply(json.begin("ending"), ending.reply()).text("reason", ending.reason());
        fates(json, ending.fates()).end();
    }

    static JsonOut fates(JsonOut json, List<Dossier.Fate> fates) {
        return json.objects(
                "fates",
                fates,
                (out, fate) ->
                        out.text("recipient", fate.recipient())
                                .word("kind", fate.kind())
                                .text("detail", fate.detail()));
    }

    private static void timing(JsonOut json, Dossier.Timing timing) {
        json.text("stage", timing.stage())
                .number("startMicros", timing.startMicros())
                .number("tookMicros", timing.tookMicros());
    }

    private static long micros(Duration took) {
        return took.toNanos() / 1000;
    }
}
