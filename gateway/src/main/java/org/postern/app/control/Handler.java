package org.postern.app.control;

import tools.jackson.databind.JsonNode;

/// Answers one kind of request. Must be thread-safe.
@FunctionalInterface
public interface Handler {

    /// @param answers takes the answer, one object for each line
    /// @throws Refusal what is wrong with the request, in words for the person who asked
    /// @throws Exception a failure of the gateway; logged, and told in general words
    void answer(JsonNode args, Answers answers) throws Exception;

    /// Where answers go.
    @FunctionalInterface
    interface Answers {
        void add(Object answer);
    }
}
