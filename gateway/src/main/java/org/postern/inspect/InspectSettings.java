package org.postern.inspect;

import java.time.Duration;
import org.postern.settings.Parse;
import org.postern.settings.Settings;

/// Budgets of inspection. All are finite.
///
/// @param threads platform threads that look at messages; 0 in the file means one for each processor
/// @param maxWaiting messages that may wait for such a thread
/// @param budget longest time one message may take, waiting included
/// @param maxHops Received fields after which a message goes in a circle; RFC 5321 §6.3 asks for at least 100
/// @param maxOwnPasses how often a message may have passed this node before
public record InspectSettings(
        int threads, int maxWaiting, Duration budget, int maxHops, int maxOwnPasses) {

    /// Reads the `inspect` settings.
    public static InspectSettings from(Settings settings) {
        int threads =
                settings.get(
                        "inspect.threads",
                        0,
                        Parse.integer(0, 1024),
                        "Threads that look at messages; 0 takes one for each processor.");
        return new InspectSettings(
                threads == 0 ? Runtime.getRuntime().availableProcessors() : threads,
                settings.get(
                        "inspect.max-waiting",
                        4096,
                        Parse.integer(1, 1_000_000),
                        "Messages that may wait for inspection; more are put off with 451."),
                settings.get(
                        "inspect.budget",
                        Duration.ofSeconds(20),
                        Parse::duration,
                        "Longest time the inspection of one message may take; what is not done by"
                                + " then counts as not done, never as clean."),
                settings.get(
                        "inspect.max-hops",
                        100,
                        Parse.integer(30, 1000),
                        "Received fields from which on a message is refused as a loop."),
                settings.get(
                        "inspect.max-own-passes",
                        4,
                        Parse.integer(1, 100),
                        "How often a message may pass this node before it is refused as a loop."));
    }
}
