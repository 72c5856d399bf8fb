package org.postern.app.control;

import tools.jackson.databind.JsonNode;

/// One question to the running gateway.
///
/// @param verb such as `log.find`
/// @param args an object whose shape the verb defines
public record Request(String verb, JsonNode args) {}
