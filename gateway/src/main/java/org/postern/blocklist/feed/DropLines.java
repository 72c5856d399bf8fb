package org.postern.blocklist.feed;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Lines of the lists "don't route or peer": a network, `;` and why; or objects of JSON, the last of which says how many there are.
final class DropLines implements FeedFormat.LineReader {
    private static final JsonMapper JSON = JsonMapper.shared();

    private final Draft draft;

    DropLines(Draft draft) {
        this.draft = draft;
    }

    @Override
    public void read(Lines line) {
        if (line.first() == '{') {
            readObject(line);
            return;
        }
        int end = line.from();
        while (end < line.to() && line.at(end) != ';' && line.at(end) != '#') {
            end++;
        }
        int text = Math.min(end + 1, line.to());
        while (end > line.from() && Lines.isSpace(line.at(end - 1))) {
            end--;
        }
        if (end > line.from()) {
            String why = line.text(text, line.to()).strip();
            draft.add(line, line.from(), end, Span.Style.WHOLE, why);
        }
    }

    private void readObject(Lines line) {
        JsonNode object;
        try {
            object = JSON.readTree(line.text());
        } catch (JacksonException _) {
            draft.leaveOut("no object of JSON");
            return;
        }
        if (object.path("type").asString("").equals("metadata")) {
            draft.mark(
                    new FeedList.Marks(
                            number(object.path("timestamp")),
                            Optional.empty(),
                            number(object.path("records"))));
            return;
        }
        var network = new Lines(octets(object.path("cidr").asString("")));
        try {
            if (network.advance() && !network.isTooLong() && network.first() != 0) {
                String why = object.path("sblid").asString("");
                draft.add(network, network.from(), network.to(), Span.Style.WHOLE, why);
                return;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        draft.leaveOut("no address");
    }

    private static ByteArrayInputStream octets(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }

    private static Optional<Long> number(JsonNode node) {
        return node.isIntegralNumber() && node.canConvertToLong()
                ? Optional.of(node.longValue())
                : Optional.empty();
    }
}
