package org.postern.mail.auth;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.postern.mail.address.IpAddress;
import org.postern.mail.address.Parsed;

/// What a domain publishes about who sends for it (RFC 7208 §4.6), read whole: a record with an error anywhere is none.
///
/// @param directives in their order
/// @param redirect whose record holds where no directive matches
/// @param explanation where the domain says why a client fails
record SpfRecord(
        List<Directive> directives,
        @Nullable MacroString redirect,
        @Nullable MacroString explanation) {

    SpfRecord {
        directives = List.copyOf(directives);
    }

    static Parsed<SpfRecord> parse(String text) {
        return new SpfRecordReader().read(text);
    }

    /// Whether a text of the DNS says that it is such a record (RFC 7208 §4.5).
    static boolean isOne(String text) {
        int end = SpfRecordReader.VERSION.length();
        return text.regionMatches(true, 0, SpfRecordReader.VERSION, 0, end)
                && (text.length() == end || text.charAt(end) == ' ');
    }

    /// A result, and whom it is for.
    ///
    /// @param text as it was written
    record Directive(SpfResult result, Mechanism mechanism, String text) {}

    /// Whom a directive is for.
    sealed interface Mechanism {
        /// Everybody.
        enum All implements Mechanism {
            ALL
        }

        /// Clients that pass by another record.
        record Include(MacroString domain) implements Mechanism {}

        /// Clients near an address of a name.
        ///
        /// @param domain empty for the domain of the record
        record Hosts(Optional<MacroString> domain, int bits4, int bits6) implements Mechanism {}

        /// Clients near an address of a server that takes mail.
        record Exchangers(Optional<MacroString> domain, int bits4, int bits6)
                implements Mechanism {}

        /// Clients with a confirmed name within a domain.
        record Names(Optional<MacroString> domain) implements Mechanism {}

        /// Clients of a network.
        record Network(IpAddress prefix, int bits) implements Mechanism {}

        /// Everybody for whom a name has an address.
        record Exists(MacroString domain) implements Mechanism {}
    }
}
