package org.postern.mail.mime;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The header of a mail or of a part.
///
/// @param span from the first field to the end of the last one, without the empty line
/// @param fields in the order in which they stand
public record Header(Span span, List<HeaderField> fields) {
    public Header {
        fields = List.copyOf(fields);
    }

    /// The first field of that name, letters of either case.
    public Optional<HeaderField> first(String name) {
        for (HeaderField field : fields) {
            if (field.is(name)) {
                return Optional.of(field);
            }
        }
        return Optional.empty();
    }

    public List<HeaderField> all(String name) {
        var found = new ArrayList<HeaderField>();
        for (HeaderField field : fields) {
            if (field.is(name)) {
                found.add(field);
            }
        }
        return found;
    }

    public int count(String name) {
        int count = 0;
        for (HeaderField field : fields) {
            if (field.is(name)) {
                count++;
            }
        }
        return count;
    }

    /// The text of the first field of that name, encoded words decoded.
    public Optional<String> text(String name) {
        return first(name).map(HeaderField::text);
    }
}
