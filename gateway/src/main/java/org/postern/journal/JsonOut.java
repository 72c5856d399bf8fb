package org.postern.journal;

import java.io.OutputStream;
import java.util.List;
import java.util.function.BiConsumer;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.core.json.JsonFactory;

/// Writes one JSON object. Texts come out as the database takes them: NUL and halves of surrogate pairs, which JSON can
/// spell and PostgreSQL refuses, become U+FFFD.
final class JsonOut implements AutoCloseable {
    private static final JsonFactory FACTORY =
            JsonFactory.builder().disable(StreamWriteFeature.AUTO_CLOSE_TARGET).build();

    private final JsonGenerator json;

    /// @param octets stays open
    JsonOut(OutputStream octets) {
        this.json = FACTORY.createGenerator(ObjectWriteContext.empty(), octets);
    }

    JsonOut begin() {
        json.writeStartObject();
        return this;
    }

    JsonOut begin(String name) {
        json.writeName(name);
        json.writeStartObject();
        return this;
    }

    JsonOut end() {
        json.writeEndObject();
        return this;
    }

    JsonOut text(String name, String text) {
        json.writeStringProperty(name, clean(text));
        return this;
    }

    JsonOut number(String name, long number) {
        json.writeNumberProperty(name, number);
        return this;
    }

    JsonOut flag(String name, boolean flag) {
        json.writeBooleanProperty(name, flag);
        return this;
    }

    JsonOut word(String name, Enum<?> constant) {
        json.writeStringProperty(name, Fields.word(constant));
        return this;
    }

    JsonOut texts(String name, List<?> values) {
        json.writeName(name);
        json.writeStartArray();
        for (Object value : values) {
            json.writeString(clean(value.toString()));
        }
        json.writeEndArray();
        return this;
    }

    <T> JsonOut objects(String name, List<T> values, BiConsumer<JsonOut, T> writer) {
        json.writeName(name);
        json.writeStartArray();
        for (T value : values) {
            json.writeStartObject();
            writer.accept(this, value);
            json.writeEndObject();
        }
        json.writeEndArray();
        return this;
    }

    @Override
    public void close() {
        json.close();
    }

    static String clean(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == 0 || Character.isSurrogate(c)) {
                return cleaned(text);
            }
        }
        return text;
    }

    private static String cleaned(String text) {
        var clean = new StringBuilder(text.length());
        text.codePoints()
                .map(c -> c == 0 || c >= 0xd800 && c <= 0xdfff ? 0xfffd : c)
                .forEach(clean::appendCodePoint);
        return clean.toString();
    }
}
