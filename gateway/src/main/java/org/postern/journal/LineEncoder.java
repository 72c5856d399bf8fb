package org.postern.journal;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.encoder.EncoderBase;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Locale;
import org.slf4j.event.KeyValuePair;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonWriteFeature;

/// One log event as one line of JSON, whatever is in it: flat, in ASCII, with every text cut, so that no line is longer
/// than a bound and no terminal is led astray by reading the file.
///
/// ```
/// {"at":"2026-11-21T12:00:00.123Z","level":"info","logger":"event","message":"…","event":"judged","id":"…",…}
/// ```
final class LineEncoder extends EncoderBase<ILoggingEvent> {
    /// Longest line, in octets. An escape has six octets for one character.
    static final int MAX_LINE = 64 << 10;

    private static final int MAX_MESSAGE = 2_000;
    private static final int MAX_TRACE = 6_000;
    private static final int MAX_VALUE = 600;
    private static final int MOST_FIELDS = 32;
    private static final int MOST_ITEMS = 10;
    private static final int FIELD_BUDGET = 2_500;

    private static final JsonFactory JSON =
            JsonFactory.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

    @Override
    public byte[] headerBytes() {
        return new byte[0];
    }

    @Override
    public byte[] footerBytes() {
        return new byte[0];
    }

    @Override
    public byte[] encode(ILoggingEvent event) {
        var line = new ByteArrayOutputStream(512);
        try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), line)) {
            json.writeStartObject();
            json.writeStringProperty("at", event.getInstant().toString());
            json.writeStringProperty("level", event.getLevel().toString().toLowerCase(Locale.ROOT));
            json.writeStringProperty("logger", cut(event.getLoggerName(), MAX_VALUE));
            json.writeStringProperty("message", cut(event.getFormattedMessage(), MAX_MESSAGE));
            fields(json, event.getKeyValuePairs());
            IThrowableProxy thrown = event.getThrowableProxy();
            if (thrown != null) {
                json.writeStringProperty(
                        "error", cut(ThrowableProxyUtil.asString(thrown), MAX_TRACE));
            }
            json.writeEndObject();
        }
        line.write('\n');
        return line.toByteArray();
    }

    private static void fields(JsonGenerator json, List<KeyValuePair> pairs) {
        if (pairs == null) {
            return;
        }
        int budget = FIELD_BUDGET;
        for (KeyValuePair pair : pairs.subList(0, Math.min(MOST_FIELDS, pairs.size()))) {
            json.writeName(cut(pair.key, 40));
            budget -= value(json, pair.value, Math.clamp(budget, 20, MAX_VALUE));
        }
    }

    /// Writes a value and returns the characters of it.
    private static int value(JsonGenerator json, Object value, int most) {
        switch (value) {
            case Integer number -> json.writeNumber(number);
            case Long number -> json.writeNumber(number);
            case Boolean flag -> json.writeBoolean(flag);
            case List<?> items -> {
                int sum = 0;
                json.writeStartArray();
                for (Object item : items.subList(0, Math.min(MOST_ITEMS, items.size()))) {
                    String text = cut(item.toString(), Math.max(20, most - sum));
                    json.writeString(text);
                    sum += text.length();
                }
                json.writeEndArray();
                return sum;
            }
            case null -> json.writeNull();
            default -> {
                String text = cut(value.toString(), most);
                json.writeString(text);
                return text.length();
            }
        }
        return 8;
    }

    private static String cut(String text, int most) {
        String clean = JsonOut.clean(text);
        if (clean.length() <= most) {
            return clean;
        }
        int end = Character.isHighSurrogate(clean.charAt(most - 2)) ? most - 2 : most - 1;
        return clean.substring(0, end) + "…";
    }
}
