package org.postern.journal;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// The fields of one JSON object, each asked for once. [#end] refuses what nobody asked for, so that a record of a newer
/// format is never half understood.
final class Fields {
    private final JsonNode object;
    private int taken;

    private Fields(JsonNode object) {
        this.object = object;
    }

    /// @throws IllegalArgumentException if it is no object; so throw all methods here where a field is wrong
    static Fields of(JsonNode node) {
        if (!node.isObject()) {
            throw new IllegalArgumentException("an object is wanted, not " + node.getNodeType());
        }
        return new Fields(node);
    }

    String text(String name) {
        return text(name, take(name));
    }

    /// A text that is written only where it differs from what is usual.
    String text(String name, String usual) {
        return object.get(name) == null ? usual : text(name);
    }

    long number(String name) {
        JsonNode node = take(name);
        if (!node.isIntegralNumber() || !node.canConvertToLong()) {
            throw wrong(name, "a whole number");
        }
        return node.longValue();
    }

    /// A number that fits where it goes: nothing is cut down to another value.
    int count(String name) {
        long number = number(name);
        if (number != (int) number) {
            throw wrong(name, "a smaller number");
        }
        return (int) number;
    }

    /// A length of time in microseconds that can be counted in nanoseconds too.
    Duration micros(String name) {
        long micros = number(name);
        if (Math.abs(micros / 1000) > Long.MAX_VALUE / 1_000_000) {
            throw wrong(name, "a length of time");
        }
        return Duration.ofNanos(micros * 1000);
    }

    boolean flag(String name) {
        JsonNode node = take(name);
        if (!node.isBoolean()) {
            throw wrong(name, "true or false");
        }
        return node.booleanValue();
    }

    /// A flag that is written only where it differs from what is usual.
    boolean flag(String name, boolean usual) {
        return object.get(name) == null ? usual : flag(name);
    }

    <E extends Enum<E>> E word(String name, Class<E> type) {
        return constant(type, text(name));
    }

    Fields object(String name) {
        return of(take(name));
    }

    <T> T value(String name, Function<JsonNode, T> reader) {
        return reader.apply(take(name));
    }

    /// The value of a field that may be absent.
    <T> Optional<T> maybe(String name, Function<JsonNode, T> reader) {
        return object.get(name) == null ? Optional.empty() : Optional.of(reader.apply(take(name)));
    }

    <T> List<T> list(String name, Function<JsonNode, T> reader) {
        return list(name, take(name), reader);
    }

    List<String> texts(String name) {
        return list(name, node -> text(name, node));
    }

    /// What was built from the fields, if that was all of them.
    <T> T end(T built) {
        if (taken != object.size()) {
            throw new IllegalArgumentException("a field too many among " + object.propertyNames());
        }
        return built;
    }

    static <T> List<T> list(String name, JsonNode node, Function<JsonNode, T> reader) {
        if (!node.isArray()) {
            throw wrong(name, "a list");
        }
        var all = new ArrayList<T>(node.size());
        for (JsonNode each : node.values()) {
            all.add(reader.apply(each));
        }
        return all;
    }

    /// A constant as it is written in records: lower case, words joined by hyphens.
    static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static <E extends Enum<E>> E constant(Class<E> type, String word) {
        for (E constant : type.getEnumConstants()) {
            if (word(constant).equals(word)) {
                return constant;
            }
        }
        throw new IllegalArgumentException(type.getSimpleName() + " has no " + word);
    }

    private static String text(String name, JsonNode node) {
        if (!node.isString()) {
            throw wrong(name, "a text");
        }
        return node.stringValue();
    }

    private JsonNode take(String name) {
        @Nullable JsonNode node = object.get(name);
        if (node == null) {
            throw new IllegalArgumentException("no field " + name);
        }
        taken++;
        return node;
    }

    private static IllegalArgumentException wrong(String name, String wanted) {
        return new IllegalArgumentException(name + " must be " + wanted);
    }
}
