package org.postern.app;

import java.time.Instant;
import java.util.ArrayList;
import org.postern.journal.Printable;
import tools.jackson.databind.JsonNode;

/// What the gateway told about a message, as the command line prints it.
final class Told {
    private Told() {}

    /// Texts of a list, with nothing in them that acts on a terminal.
    static String list(JsonNode list) {
        var words = new ArrayList<String>();
        list.forEach(it -> words.add(Printable.of(it.asString())));
        return String.join(", ", words);
    }

    /// The field `sender`; the null reverse path is `<>`.
    static String sender(JsonNode message) {
        String sender = message.path("sender").asString();
        return sender.isEmpty() ? "<>" : Printable.of(sender);
    }

    /// A field that holds a time.
    static String time(JsonNode message, String field) {
        return Times.print(Instant.parse(message.path(field).asString()));
    }
}
