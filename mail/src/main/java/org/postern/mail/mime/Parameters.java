package org.postern.mail.mime;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.SequencedSet;

/// The parameters of a field, with every reading that a reader of mail may have of them.
///
/// @param all as written, in order, pieces not joined
public record Parameters(List<Parameter> all) {
    static final Parameters NONE = new Parameters(List.of());

    public Parameters {
        all = List.copyOf(all);
    }

    /// The value that Postern goes by: RFC 2231 before the plain form, the first of two.
    public Optional<String> first(String name) {
        var readings = readings(name);
        return readings.isEmpty() ? Optional.empty() : Optional.of(readings.getFirst());
    }

    /// Every reading of a parameter, the preferred one first: joined and decoded by RFC 2231, as it stands, with encoded
    /// words decoded, up to the next semicolon, with percents resolved.
    public SequencedSet<String> readings(String name) {
        return readings(name, true);
    }

    /// @param pieces whether the pieces of a continued parameter, not joined, are readings too
    SequencedSet<String> readings(String name, boolean pieces) {
        var readings = new LinkedHashSet<String>();
        if (all.isEmpty()) {
            return readings;
        }
        joined(name).ifPresent(readings::add);
        for (Parameter parameter : all) {
            if (parameter.name().equals(name)) {
                String value = parameter.value();
                if (parameter.section() < 0 && parameter.extended()) {
                    readings.add(extended(value));
                } else if (parameter.section() < 0) {
                    readings.add(EncodedWords.decode(value));
                    readings.add(Charsets.guess(value));
                    readings.add(Charsets.guess(parameter.upToSemicolon()));
                    if (value.indexOf('%') >= 0) {
                        readings.add(Charsets.guess(percent(value)));
                    }
                } else if (pieces) {
                    readings.add(Charsets.guess(value));
                }
            }
        }
        return readings;
    }

    /// The pieces of a continued parameter joined in the order of their numbers, then decoded.
    Optional<String> joined(String name) {
        var pieces = new ArrayList<Parameter>();
        for (Parameter parameter : all) {
            if (parameter.name().equals(name) && parameter.section() >= 0) {
                pieces.add(parameter);
            }
        }
        if (pieces.isEmpty()) {
            return Optional.empty();
        }
        pieces.sort(Comparator.comparingInt(Parameter::section));
        var text = new StringBuilder();
        String charset = "";
        for (int i = 0; i < pieces.size(); i++) {
            Parameter piece = pieces.get(i);
            String value = piece.value();
            if (piece.extended()) {
                int mark = i == 0 ? afterLanguage(value) : 0;
                if (mark > 0) {
                    charset = value.substring(0, value.indexOf('\''));
                    value = value.substring(mark);
                }
                value = percent(value);
            }
            text.append(value);
        }
        byte[] octets = text.toString().getBytes(StandardCharsets.ISO_8859_1);
        return Optional.of(Charsets.decode(charset, octets));
    }

    private static String extended(String value) {
        int mark = afterLanguage(value);
        String charset = mark > 0 ? value.substring(0, value.indexOf('\'')) : "";
        String octets = percent(value.substring(mark));
        return Charsets.decode(charset, octets.getBytes(StandardCharsets.ISO_8859_1));
    }

    /// Where the text begins in `charset'language'text`, or 0.
    private static int afterLanguage(String value) {
        int first = value.indexOf('\'');
        int second = first < 0 ? -1 : value.indexOf('\'', first + 1);
        return second + 1;
    }

    private static String percent(String value) {
        if (value.indexOf('%') < 0) {
            return value;
        }
        var octets = new ByteArrayOutputStream(value.length());
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            int high =
                    c == '%' && i + 2 < value.length()
                            ? Character.digit(value.charAt(i + 1), 16)
                            : -1;
            int low = high >= 0 ? Character.digit(value.charAt(i + 2), 16) : -1;
            if (low >= 0) {
                octets.write(high * 16 + low);
                i += 2;
            } else {
                octets.write(c);
            }
        }
        return octets.toString(StandardCharsets.ISO_8859_1);
    }
}
