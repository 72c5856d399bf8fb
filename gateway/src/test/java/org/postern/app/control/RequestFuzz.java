package org.postern.app.control;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.code_intelligence.jazzer.junit.FuzzTest;
import org.postern.app.Exit;
import tools.jackson.databind.json.JsonMapper;

/// Any line at the control socket. It is a request with a verb and an object, which writes and reads as itself, or it is
/// refused in one line.
class RequestFuzz {
    private final JsonMapper json = JsonMapper.shared();

    @FuzzTest(maxDuration = "10m")
    void everyLineIsARequestOrRefused(byte[] octets) throws Refusal {
        String line = new String(octets, UTF_8);
        Request request;
        try {
            request = Request.read(line, json);
        } catch (Refusal refusal) {
            String said =
                    json.writeValueAsString(
                            new ControlServer.Closing(
                                    false, String.valueOf(refusal.getMessage()), refusal.exit()));
            if (refusal.exit() != Exit.USAGE || said.indexOf('\n') >= 0) {
                throw new AssertionError("refused as " + said);
            }
            return;
        }
        if (!request.args().isObject()) {
            throw new AssertionError("no object: " + request);
        }
        String written = json.writeValueAsString(request);
        String again = json.writeValueAsString(Request.read(written, json));
        if (!again.equals(written)) {
            throw new AssertionError(written + " became " + again);
        }
    }
}
