package org.postern.milter;

import java.nio.file.Path;
import org.postern.settings.Listen;

/// Where mail servers reach the milter door.
public sealed interface MilterListen {

    /// An address of the network.
    record Tcp(Listen where) implements MilterListen {
        @Override
        public String toString() {
            return where.toString();
        }
    }

    /// A socket of this machine.
    record Unix(Path path) implements MilterListen {
        @Override
        public String toString() {
            return UNIX + path;
        }
    }

    /// What stands before the path of a socket.
    String UNIX = "unix:";

    static MilterListen parse(String text) {
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
