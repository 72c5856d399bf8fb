package org.postern.mail.dsn;

import java.util.List;

/// One part of a notice: the fields of its header, each a line without its CRLF, and a body that ends in CRLF.
final class Entity {
    private final List<String> fields;
    private final byte[] body;

    Entity(List<String> fields, byte[] body) {
        this.fields = List.copyOf(fields);
        this.body = body;
    }

    List<String> fields() {
        return fields;
    }

    byte[] body() {
        return body;
    }

    boolean isEightBit() {
        for (byte octet : body) {
            if (octet < 0) {
                return true;
            }
        }
        return false;
    }
}
