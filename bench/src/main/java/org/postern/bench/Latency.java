package org.postern.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Locale;

/// How much longer one client waits for its message, alone on an idle server, because something looks at it: from MAIL to
/// the final reply.
///
/// @param peer median milliseconds of each run without
/// @param ours the same with it
record Latency(int octets, String peerName, String oursName, Spread peer, Spread ours) {
    private static final int MESSAGES = 300;

    /// @param runs of each, in turns
    static Latency measure(int octets, int runs, Contestant peer, Contestant ours)
            throws IOException, InterruptedException {
        String letter = letter(octets);
        var without = new ArrayList<Double>();
        var with = new ArrayList<Double>();
        for (int run = 0; run <= runs; run++) {
            double first = median(peer, letter);
            double second = median(ours, letter);
            if (run > 0) {
                without.add(first);
                with.add(second);
            }
        }
        return new Latency(
                octets,
                peer.name(),
                ours.name(),
                Spread.of(without, Double::doubleValue),
                Spread.of(with, Double::doubleValue));
    }

    private static double median(Contestant server, String letter)
            throws IOException, InterruptedException {
        var millis = new double[MESSAGES];
        for (int i = 0; i < MESSAGES; i++) {
            try (Talk talk = Talk.open("127.0.0.1", server.port())) {
                talk.say("EHLO client.example", 250);
                long begun = System.nanoTime();
                talk.say("MAIL FROM:<" + Talk.SENDER + ">", 250);
                talk.say("RCPT TO:<" + Talk.RECIPIENT + ">", 250);
                talk.say("DATA", 354);
                talk.say(letter, 250);
                millis[i] = (System.nanoTime() - begun) / 1e6;
            }
            if (i % 50 == 49) {
                // One after the other is meant: what is left must not make the next ones wait.
                server.awaitNothingLeft(Duration.ofMinutes(2));
            }
        }
        Arrays.sort(millis);
        return millis[MESSAGES / 2];
    }

    private static String letter(int octets) {
        String head =
                "From: <"
                        + Talk.SENDER
                        + ">\r\nTo: <"
                        + Talk.RECIPIENT
                        + ">\r\nDate: Sat, 21 Nov 2026 12:00:00 +0000\r\nMessage-ID: <1@sender.example>\r\nSubject: waiting\r\n\r\n";
        String line = "All work and no wait makes for a dull measurement of mail.\r\n";
        return head + line.repeat((octets - head.length()) / line.length()) + ".";
    }

    /// What looking costs, in milliseconds.
    double added() {
        return ours.median() - peer.median();
    }

    String print() {
        return String.format(
                Locale.ROOT,
                "%nOne client alone, %s, from MAIL to the final reply: %s %s ms, %s %s ms.%n",
                Report.size(octets),
                peerName,
                peer.print("%.2f"),
                oursName,
                ours.print("%.2f"));
    }
}
