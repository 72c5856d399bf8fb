package org.postern.mail.dns;

import java.time.Duration;
import java.util.List;

/// What came of a question.
public sealed interface DnsAnswer {

    /// There are records.
    ///
    /// @param records at least one, all of the kind that was asked for, in the order of the answer
    /// @param kept how long this holds
    record Found(List<DnsRecord> records, Dnssec dnssec, Duration kept) implements DnsAnswer {
        public Found {
            records = List.copyOf(records);
            if (records.isEmpty()) {
                throw new IllegalArgumentException("found nothing");
            }
            if (records.stream().map(DnsRecord::type).distinct().count() > 1) {
                throw new IllegalArgumentException("records of several kinds");
            }
        }
    }

    /// There is none, for certain.
    ///
    /// @param domain whether the name exists, with records of other kinds or with names below it
    /// @param kept how long this holds
    record Nothing(boolean domain, Dnssec dnssec, Duration kept) implements DnsAnswer {}

    /// It is not known.
    ///
    /// @param why printable text for logs and administrators
    record Failed(DnsFailure cause, String why) implements DnsAnswer {}
}
