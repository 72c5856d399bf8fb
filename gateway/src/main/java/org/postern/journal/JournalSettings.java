package org.postern.journal;

import java.time.Duration;
import org.postern.settings.ByteSize;
import org.postern.settings.Parse;
import org.postern.settings.Settings;

/// Limits of the journal and of the log files. All are finite.
///
/// @param waiting events in memory that are not yet written; when there are as many, or they weigh 32 MiB, whoever tells
///     another waits
/// @param patience longest wait for a place among them; after it the event is lost, and counted
/// @param forceWithin longest time that an event is not yet durable
/// @param segment size at which a journal file is finished
/// @param backlog octets in journal files that the database has not taken yet; beyond it events are lost, and counted
/// @param flood events of one kind that strangers can cause which are kept one by one in a minute; the rest is counted
/// @param logFile size at which a log file is packed away
/// @param logDays days that packed log files are kept
/// @param logTotal size of all log files together
public record JournalSettings(
        int waiting,
        Duration patience,
        Duration forceWithin,
        ByteSize segment,
        ByteSize backlog,
        int flood,
        ByteSize logFile,
        int logDays,
        ByteSize logTotal) {

    public static JournalSettings from(Settings s) {
        return new JournalSettings(
                s.get(
                        "journal.waiting",
                        10_000,
                        Parse.integer(1, 1_000_000),
                        "Events in memory that are not yet written to the journal. When there are as many, or they take 32 MiB, mail waits."),
                s.get(
                        "journal.patience",
                        Duration.ofSeconds(1),
                        Parse.duration("0ms", "1m"),
                        "How long mail waits for a place among them before the event counts as lost."),
                s.get(
                        "journal.force-within",
                        Duration.ofSeconds(1),
                        Parse.duration("10ms", "1m"),
                        "Longest time until an event survives a power cut."),
                s.get(
                        "journal.segment",
                        ByteSize.parse("16MiB"),
                        ByteSize.between("64KiB", "1GiB"),
                        "Size of one file of the journal."),
                s.get(
                        "journal.backlog",
                        ByteSize.parse("4GiB"),
                        ByteSize.between("1MiB", "1TiB"),
                        "Size of all journal files that wait for the database; beyond it events are lost, and counted."),
                s.get(
                        "journal.flood",
                        6000,
                        Parse.integer(10, 10_000_000),
                        "Refused clients, refused recipients and failed sessions (each kind) kept one by one in a minute; the rest is counted."),
                s.get(
                        "log.file",
                        ByteSize.parse("64MiB"),
                        ByteSize.between("1MiB", "10GiB"),
                        "Size at which a log file is packed away."),
                s.get(
                        "log.days",
                        30,
                        Parse.integer(1, 3650),
                        "Days that packed log files are kept."),
                s.get(
                        "log.total",
                        ByteSize.parse("2GiB"),
                        ByteSize.between("2MiB", "1TiB"),
                        "Size of all log files together; the oldest go first."));
    }
}
