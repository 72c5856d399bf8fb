package org.postern.bench;

import java.util.List;

/// A message that can be told from all others, and whose copies can be told whole from damaged ones: all of it follows
/// from its id.
///
/// @param id is the subject, too
record Letter(String id, Way way) {
    private static final String HELD_TOO =
            "Content-Type: multipart/mixed; boundary=a; boundary=b\r\n";
    private static final String LINE =
            "This line is here for its length, and it is the same in each.\r\n";

    /// How a message is meant to go.
    enum Way {
        /// To one next hop, while its client waits.
        PASSED,
        /// To two next hops, by the queue.
        QUEUED,
        /// Into quarantine.
        HELD;

        List<String> recipients() {
            return this == QUEUED
                    ? List.of("user@one.example", "user@two.example")
                    : List.of("user@one.example");
        }
    }

    /// @param number of the message
    /// @param attempt of its client to send it
    static Letter of(Way way, long number, int attempt) {
        return new Letter(way.name().charAt(0) + "-" + number + "-" + attempt, way);
    }

    /// The letter of a subject.
    static Letter of(String id) {
        for (Way way : Way.values()) {
            if (id.startsWith(way.name().charAt(0) + "-")) {
                return new Letter(id, way);
            }
        }
        throw new IllegalArgumentException("not a message of ours: " + id);
    }

    /// Mostly small ones; a few are longer than what fits into memory, or into the buffers of a connection.
    private int lines() {
        int chance = Math.floorMod(id.hashCode() * 0x9E3779B9, 1 << 16);
        if (chance % 32 == 0) {
            return 10_000;
        }
        return chance % 4 == 0 ? chance % 700 : chance % 20;
    }

    String content() {
        return "From: <"
                + Talk.SENDER
                + ">\r\n"
                + "Date: Sat, 21 Nov 2026 12:00:00 +0000\r\n"
                + "Message-ID: <"
                + id
                + "@sender.example>\r\n"
                + (way == Way.HELD ? HELD_TOO : "")
                + "Subject: "
                + id
                + "\r\n"
                + "\r\n"
                + LINE.repeat(lines())
                + "The end of "
                + id
                + ".\r\n";
    }
}
