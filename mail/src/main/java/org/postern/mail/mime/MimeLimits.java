package org.postern.mail.mime;

/// Limits of reading a message. All are finite; reaching one ends the reading with a [LimitHit], never with an exception.
///
/// @param depth multiparts and mails inside each other; Postfix stops at 100 (`mime_nesting_limit`)
/// @param parts parts in one message, at any depth; Exchange counts 250 for a mail that is to be shown
/// @param headerOctets octets of one header; Exchange takes 256 KiB
/// @param headerFields fields of one header; mime4j takes 1,000
/// @param fieldOctets octets of one field with its folded lines; Postfix cuts at 102,400 (`header_size_limit`)
/// @param parameters parameters of one field; real mail has fewer than ten
/// @param boundaryOctets octets of a boundary; RFC 2046 allows 70, Postfix 2,048 (`mime_boundary_length_limit`)
/// @param addresses addresses in one field, counted by commas; Postfix looks at 10,240 (`header_address_token_limit`)
public record MimeLimits(
        int depth,
        int parts,
        int headerOctets,
        int headerFields,
        int fieldOctets,
        int parameters,
        int boundaryOctets,
        int addresses) {

    /// What Postern uses unless told otherwise.
    public static final MimeLimits DEFAULT =
            new MimeLimits(100, 1_000, 256 * 1024, 1_000, 102_400, 100, 2_048, 10_240);

    /// Deeper nesting would need more stack than a thread of a pool is sure to have.
    private static final int MAX_DEPTH = 250;

    public MimeLimits {
        if (depth < 1
                || depth > MAX_DEPTH
                || parts < 1
                || headerOctets < 1
                || headerFields < 1
                || fieldOctets < 1
                || parameters < 1
                || boundaryOctets < 1
                || addresses < 1) {
            throw new IllegalArgumentException(
                    "every limit is at least 1, and depth at most " + MAX_DEPTH);
        }
    }
}
