package org.postern.receive;

import java.io.IOException;

/// A client brought less than the least number of octets a second.
final class TooSlow extends IOException {
    private static final long serialVersionUID = 1;

    TooSlow() {
        super("the client sends too slowly");
    }
}
