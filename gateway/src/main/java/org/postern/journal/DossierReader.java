package org.postern.journal;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.postern.journey.Client;
import org.postern.journey.Direction;
import org.postern.journey.Door;
import org.postern.journey.Dossier;
import org.postern.journey.Envelope;
import org.postern.journey.Evidence;
import org.postern.journey.Finding;
import org.postern.journey.MailId;
import org.postern.journey.Neighbour;
import org.postern.journey.Notices;
import org.postern.journey.Origin;
import org.postern.journey.Outcome;
import org.postern.journey.Ruled;
import org.postern.journey.Ruling;
import org.postern.journey.TestResult;
import org.postern.mail.address.Address;
import org.postern.mail.smtp.Notify;
import org.postern.mail.smtp.OriginalRecipient;
import org.postern.mail.smtp.RcptParameters;
import org.postern.mail.smtp.Ret;
import org.postern.mail.smtp.Xforward;
import tools.jackson.databind.JsonNode;

/// Reads what [DossierWriter] wrote; throws [IllegalArgumentException] for anything else.
final class DossierReader {
    private DossierReader() {}

    static Dossier read(Fields fields, MailId id) {
        return new Dossier(
                id,
                fields.text("node"),
                fields.word("door", Door.class),
                fields.word("direction", Direction.class),
                instant(fields.text("at")),
                fields.value("client", DossierReader::client),
                fields.maybe("neighbour", DossierReader::neighbour).orElse(Neighbour.NONE),
                fields.maybe("origin", DossierReader::origin),
                fields.value("envelope", DossierReader::envelope),
                fields.value("message", DossierReader::summary),
                fields.text("policy"),
                new Evidence(fields.list("evidence", DossierReader::result)),
                fields.value("completeness", DossierReader::completeness),
                fields.list("rulings", DossierReader::ruled),
                fields.value("ending", DossierReader::ending),
                fields.list("timings", DossierReader::timing));
    }

    private static Instant instant(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException("no time: " + text, e);
        }
    }

    private static Client client(JsonNode node) {
        Fields fields = Fields.of(node);
        var ip = InetAddress.ofLiteral(fields.text("ip"));
        int port = fields.count("port");
        return fields.end(
                new Client(
                        new InetSocketAddress(ip, port),
                        fields.text("hello"),
                        fields.flag("extended", true),
                        fields.maybe("tls", DossierReader::tls),
                        fields.flag("relay"),
                        fields.maybe("login", DossierReader::login)));
    }

    private static String login(JsonNode node) {
        return text(node, "login");
    }

    private static String text(JsonNode node, String name) {
        if (!node.isString()) {
            throw new IllegalArgumentException(name + " is no text");
        }
        return node.asString();
    }

    private static Neighbour neighbour(JsonNode node) {
        Fields fields = Fields.of(node);
        Optional<String> queueId = fields.maybe("queueId", it -> text(it, "queueId"));
        Neighbour.Refusals behind =
                fields.flag("discards", false)
                        ? Neighbour.Refusals.DISCARDED
                        : Neighbour.Refusals.HELD;
        return fields.end(
                new Neighbour(
                        queueId,
                        fields.flag("mayRefuse") ? Neighbour.Refusals.SAID : behind,
                        Xforward.read(fields.text("told", ""))));
    }

    private static Origin origin(JsonNode node) {
        Fields fields = Fields.of(node);
        return fields.end(
                new Origin(
                        InetAddress.ofLiteral(fields.text("ip")),
                        fields.flag("loggedIn"),
                        fields.texts("through").stream().map(InetAddress::ofLiteral).toList()));
    }

    private static Client.Tls tls(JsonNode node) {
        Fields fields = Fields.of(node);
        return fields.end(new Client.Tls(fields.text("protocol"), fields.text("cipher")));
    }

    private static Envelope envelope(JsonNode node) {
        Fields fields = Fields.of(node);
        return fields.end(
                new Envelope(
                        Addresses.reversePath(fields.text("sender")),
                        fields.texts("recipients").stream().map(Addresses::read).toList(),
                        fields.flag("eightBit"),
                        fields.flag("smtpUtf8", false),
                        fields.maybe("notices", DossierReader::notices).orElse(Notices.NONE)));
    }

    private static Notices notices(JsonNode node) {
        Fields fields = Fields.of(node);
        String ret = fields.text("ret", "");
        var recipients = new HashMap<Address, RcptParameters>();
        String envid = fields.text("envid", "");
        fields.list("recipients", each -> asked(recipients, each));
        return fields.end(
                new Notices(
                        ret.isEmpty()
                                ? Optional.empty()
                                : Optional.of(Fields.constant(Ret.class, ret)),
                        envid,
                        recipients));
    }

    private static Address asked(Map<Address, RcptParameters> into, JsonNode node) {
        Fields fields = Fields.of(node);
        Address recipient = Addresses.read(fields.text("address"));
        Set<Notify> notifyOn =
                fields.texts("notify").stream()
                        .map(word -> Fields.constant(Notify.class, word))
                        .collect(Collectors.toSet());
        var said = new RcptParameters(notifyOn, fields.maybe("orcpt", DossierReader::original));
        if (into.put(recipient, fields.end(said)) != null) {
            throw new IllegalArgumentException("a recipient twice among notices");
        }
        return recipient;
    }

    private static OriginalRecipient original(JsonNode node) {
        Fields fields = Fields.of(node);
        return fields.end(new OriginalRecipient(fields.text("type"), fields.text("address")));
    }

    private static Dossier.Summary summary(JsonNode node) {
        Fields fields = Fields.of(node);
        return fields.end(
                new Dossier.Summary(
                        fields.number("size"),
                        fields.text("sha256"),
                        fields.text("messageId"),
                        fields.text("subject"),
                        fields.text("from")));
    }

    private static TestResult result(JsonNode node) {
        Fields fields = Fields.of(node);
        return fields.end(
                new TestResult(
                        fields.text("test"),
                        fields.value("outcome", DossierReader::outcome),
                        fields.micros("tookMicros"),
                        fields.list("answers", DossierReader::captured)));
    }

    private static TestResult.Captured captured(JsonNode node) {
        Fields fields = Fields.of(node);
        return fields.end(new TestResult.Captured(fields.text("asked"), fields.text("answered")));
    }

    private static Outcome outcome(JsonNode node) {
        if (node.isString()) {
            return Fields.constant(Outcome.NothingFound.class, node.stringValue());
        }
        Fields fields = Fields.of(node);
        Optional<Outcome> found =
                fields.maybe(
                        "found",
                        list ->
                                new Outcome.Found(
                                        Fields.list("found", list, DossierReader::finding)));
        return fields.end(found.orElseGet(() -> fields.value("notDone", DossierReader::notDone)));
    }

    private static Outcome notDone(JsonNode node) {
        Fields fields = Fields.of(node);
        return fields.end(
                new Outcome.NotDone(
                        fields.word("cause", Outcome.Cause.class), fields.text("detail")));
    }

    private static Finding finding(JsonNode node) {
        Fields fields = Fields.of(node);
        return fields.end(
                new Finding(
                        fields.word("kind", Finding.Kind.class),
                        fields.text("name"),
                        fields.text("detail"),
                        fields.text("where")));
    }

    private static Evidence.Completeness completeness(JsonNode node) {
        Fields fields = Fields.of(node);
        return fields.end(
                new Evidence.Completeness(
                        fields.count("done"), fields.count("due"), fields.texts("missing")));
    }

    private static Ruled ruled(JsonNode node) {
        Fields fields = Fields.of(node);
        return fields.end(
                new Ruled(
                        Addresses.read(fields.text("recipient")),
                        fields.value("ruling", DossierReader::ruling),
                        fields.texts("trace")));
    }

    private static Ruling ruling(JsonNode node) {
        if (!node.isObject() || node.size() != 1) {
            throw new IllegalArgumentException("a ruling is an object of one field");
        }
        String name = node.propertyNames().iterator().next();
        Fields fields = Fields.of(node.get(name));
        return fields.end(
                switch (name) {
                    case "deliver" -> new Ruling.Deliver(fields.text("reason"));
                    case "hold" -> new Ruling.Hold(fields.text("reason"));
                    case "refuse" ->
                            new Ruling.Refuse(EventJson.reply(fields), fields.text("reason"));
                    case "putOff" ->
                            new Ruling.PutOff(EventJson.reply(fields), fields.text("reason"));
                    case "discard" -> new Ruling.Discard(fields.text("reason"));
                    default -> throw new IllegalArgumentException("no such ruling: " + name);
                });
    }

    private static Dossier.Ending ending(JsonNode node) {
        Fields fields = Fields.of(node);
        return fields.end(
                new Dossier.Ending(EventJson.reply(fields), fields.text("reason"), fates(fields)));
    }

    static List<Dossier.Fate> fates(Fields fields) {
        return fields.list("fates", DossierReader::fate);
    }

    private static Dossier.Fate fate(JsonNode node) {
        Fields fields = Fields.of(node);
        return fields.end(
                new Dossier.Fate(
                        fields.text("recipient"),
                        fields.word("kind", Dossier.Kind.class),
                        fields.text("detail")));
    }

    private static Dossier.Timing timing(JsonNode node) {
        Fields fields = Fields.of(node);
        return fields.end(
                new Dossier.Timing(
                        fields.text("stage"),
                        fields.number("startMicros"),
                        fields.number("tookMicros")));
    }
}
