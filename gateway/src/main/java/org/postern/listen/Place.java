package org.postern.listen;

import java.nio.file.Path;
import org.postern.settings.Listen;

/// Where a door is: an address of the network, or a socket of this machine.
public sealed interface Place {

    /// An address of the network.
    record Tcp(Listen where) implements Place {
        @Override
        public String toString() {
            return where.toString();
        }
    }

    /// A socket of this machine.
    record Unix(Path path) implements Place {
        @Override
        public String toString() {
            return UNIX + path;
        }
    }

    /// What stands before the path of a socket.
    String UNIX = "unix:";

    static Place parse(String text) {
        if (!text.startsWith(UNIX)) {
            return new Tcp(Listen.parse(text));
        }
        String path = text.substring(UNIX.length());
        if (!path.startsWith("/") || path.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("write a whole path such as unix:/run/postern.sock");
        }
        return new Unix(Path.of(path));
    }
}
