package org.postern.app.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postern.app.Exit;
import tools.jackson.databind.json.JsonMapper;

final class RequestTest {
    @Test
    void readsVerbAndArguments() throws Refusal {
        Request request =
                Request.read("{\"verb\":\"log.find\",\"args\":{\"limit\":5}}", JsonMapper.shared());
        assertThat(request.verb()).isEqualTo("log.find");
        assertThat(request.args().path("limit").intValue()).isEqualTo(5);
    }

    /// A line that is no request is the mistake of who wrote it, not a failure of the gateway.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "7",
                "[]",
                "{}",
                "{\"verb\":\"doctor\"}",
                "{\"verb\":null,\"args\":{}}",
                "{\"verb\":\"doctor\",\"args\":null}",
                "{\"verb\":\"doctor\",\"args\":[]}",
                "{\"verb\":\"doctor\",\"args\":{}} {}",
                "{\"verb\":\"doctor\""
            })
    void anyOtherLineIsRefused(String line) {
        assertThatThrownBy(() -> Request.read(line, JsonMapper.shared()))
                .isInstanceOfSatisfying(
                        Refusal.class, refusal -> assertThat(refusal.exit()).isEqualTo(Exit.USAGE))
                .hasMessageStartingWith("not a request: ");
    }
}
