package org.postern.app.control;

import org.postern.app.Exit;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// One question to the running gateway.
///
/// @param verb such as `log.find`
/// @param args an object whose shape the verb defines
public record Request(String verb, JsonNode args) {

    /// Reads a request from its line.
    ///
    /// @throws Refusal it is none
    static Request read(String line, JsonMapper json) throws Refusal {
        JsonNode tree;
        try {
            tree = json.readTree(line);
        } catch (JacksonException e) {
            throw new Refusal(Exit.USAGE, "not a request: " + e.getOriginalMessage());
        }
        JsonNode verb = tree.path("verb");
        JsonNode args = tree.path("args");
        if (!verb.isString() || !args.isObject()) {
            throw new Refusal(
                    Exit.USAGE, "not a request: it has a text \"verb\" and an object \"args\"");
        }
        return new Request(verb.stringValue(), args);
    }
}
