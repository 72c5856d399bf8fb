package org.postern.mail.mime;

/// Something in a message that readers of mail are known to disagree about. It says what was seen, not how bad it is.
///
/// @param kind what it is
/// @param part path of the part it was seen in
/// @param detail the case at hand, for a human; printable ASCII
public record Ambiguity(Kind kind, String part, String detail) {
    private static final int MAX_DETAIL = 120;

    public Ambiguity {
        detail = printable(detail);
    }

    /// Whether readers disagree about which parts exist or which octets they hold.
    public boolean structural() {
        return kind.structural();
    }

    @Override
    public String toString() {
        return kind + " in part " + part + (detail.isEmpty() ? "" : ": " + detail);
    }

    private static String printable(String text) {
        var safe = new StringBuilder();
        for (int i = 0; i < text.length() && safe.length() < MAX_DETAIL; i++) {
            char c = text.charAt(i);
            if (c >= 0x20 && c < 0x7f) {
                safe.append(c);
            } else {
                safe.append("\\x").append(c < 0x10 ? "0" : "").append(Integer.toHexString(c));
            }
        }
        return safe.toString();
    }

    /// What readers disagree about.
    public enum Concern {
        /// Which parts exist.
        STRUCTURE,
        /// Which octets a part holds after decoding.
        CONTENT,
        /// Who the mail is from, what it is about, what a file is called.
        IDENTITY,
        /// Worth noting; readers of our day agree, or the difference shows nothing new.
        NOTE
    }

    /// The kinds, each with what readers do differently.
    public enum Kind {
        /// Two Content-Type fields that differ: the first, the last or none of them counts.
        DUPLICATE_CONTENT_TYPE(Concern.STRUCTURE),
        /// Content-Type is not `type/subtype` with parameters: taken as text, as a file, or read up to the fault.
        MALFORMED_TYPE(Concern.STRUCTURE),
        /// A comment in the Content-Type of a composite part: skipped by some, part of the value for others.
        COMMENT_IN_TYPE(Concern.STRUCTURE),
        /// A multipart without a boundary: shown as text, or split by a guess.
        NO_BOUNDARY(Concern.STRUCTURE),
        /// Two boundary parameters that differ: first or last counts.
        TWO_BOUNDARIES(Concern.STRUCTURE),
        /// A boundary of no octets: every line `--` may part the body.
        EMPTY_BOUNDARY(Concern.STRUCTURE),
        /// A boundary with characters that end the value for some readers: comma, semicolon, quote, control,
        /// 8-bit, space without quotes.
        ODD_BOUNDARY(Concern.STRUCTURE),
        /// A boundary split or encoded by RFC 2231: joined, or ignored.
        SPLIT_BOUNDARY(Concern.STRUCTURE),
        /// A boundary that is an encoded word (RFC 2047): decoded, or taken as it stands.
        ENCODED_BOUNDARY(Concern.STRUCTURE),
        /// A boundary longer than the 70 characters of RFC 2046: cut, or taken whole.
        LONG_BOUNDARY(Concern.STRUCTURE),
        /// A line that begins as a boundary and goes on, or ends where the boundary has a space: a boundary for some.
        BOUNDARY_WITH_TAIL(Concern.STRUCTURE),
        /// An open boundary begins with another: lines of the one look like lines of the other.
        BOUNDARIES_OVERLAP(Concern.STRUCTURE),
        /// An inner multipart uses the boundary of an outer one: its parts belong to either.
        BOUNDARY_REUSED(Concern.STRUCTURE),
        /// A boundary line ended, or begun, by a bare CR or LF where the mail uses CRLF.
        BOUNDARY_LINE_END(Concern.STRUCTURE),
        /// A multipart in which its boundary never occurs: shown as text, or as nothing.
        NO_PARTS(Concern.STRUCTURE),
        /// A multipart that the end of the mail ends: the last part is taken, or dropped.
        NOT_CLOSED(Concern.STRUCTURE),
        /// A multipart that an outer boundary ends: some read on to its own end.
        INNER_NOT_CLOSED(Concern.STRUCTURE),
        /// Parts after the end boundary: read, or passed over as epilogue.
        CONTENT_AFTER_END(Concern.STRUCTURE),
        /// The text before the first part has fields of a part in it.
        PREAMBLE_LOOKS_LIKE_PART(Concern.STRUCTURE),
        /// The text after the last part has fields of a part in it.
        EPILOGUE_LOOKS_LIKE_PART(Concern.STRUCTURE),
        /// A multipart or mail under base64 or quoted-printable, which RFC 2045 forbids: decoded first, or not.
        ENCODED_COMPOSITE(Concern.STRUCTURE),
        /// Space between name and colon of a field that shapes the part: another field, no field, or the field itself.
        SPACED_CONTENT_FIELD(Concern.STRUCTURE),
        /// NUL in a header: ends the field, is dropped, or drops the whole field.
        NUL_IN_HEADER(Concern.STRUCTURE),
        /// A header line that is neither a field nor a folded line (no colon, or a name with a space inside): skipped, or the begin of the body.
        NOT_A_FIELD(Concern.STRUCTURE),
        /// A header that begins with a folded line: skipped, joined, or the begin of the body.
        LEADING_SPACE(Concern.STRUCTURE),
        /// A header line of white space only: a folded line, or the end of the header.
        BLANK_CONTINUATION(Concern.STRUCTURE),
        /// A bare CR in a header: ends the line for some.
        BARE_CR_IN_HEADER(Concern.STRUCTURE),
        /// CRLF and bare LF mixed in headers: bare LF ends the line for some.
        MIXED_LINE_ENDS(Concern.STRUCTURE),
        /// The header of a part runs into a boundary, without an empty line.
        NO_SEPARATOR(Concern.STRUCTURE),
        /// A piece of a mail (`message/partial`): joined again by the reader, after the gateway.
        PARTIAL_MESSAGE(Concern.STRUCTURE),
        /// A part whose body is elsewhere (`message/external-body`): fetched by the reader, past the gateway.
        EXTERNAL_BODY(Concern.STRUCTURE),
        /// A file inside a text part (uuencode, yEnc, BinHex): taken out by some, shown as text by others.
        FILE_IN_TEXT(Concern.STRUCTURE),

        /// Two Content-Transfer-Encoding fields that differ: first or last counts.
        DUPLICATE_ENCODING(Concern.CONTENT),
        /// A transfer encoding that no one has defined: not decoded, or decoded by likeness.
        UNKNOWN_ENCODING(Concern.CONTENT),
        /// uuencode as a transfer encoding, which no RFC defines: decoded, or shown as it stands.
        UUENCODED(Concern.CONTENT),
        /// Comment, quotes, encoded word or a second word in the transfer encoding: understood, or unknown.
        ODD_ENCODING(Concern.CONTENT),
        /// Characters outside the alphabet in base64: skipped, or the end.
        BASE64_JUNK(Concern.CONTENT),
        /// Base64 goes on after its padding: ended there, joined, or decoded as a second stream.
        BASE64_AFTER_PADDING(Concern.CONTENT),
        /// Base64 that ends without its padding, or with too much: the last octets are kept, or dropped.
        BASE64_NOT_PADDED(Concern.CONTENT),
        /// Base64 lines that are not whole groups of four: joined, or each decoded for itself.
        BASE64_UNEVEN_LINES(Concern.CONTENT),
        /// `-` and `_` in base64: the URL alphabet, or junk.
        BASE64_URL_ALPHABET(Concern.CONTENT),
        /// A quoted-printable `=` without two hexadecimal digits, in a part that is not text: kept, dropped, or half decoded.
        QUOTED_PRINTABLE_FAULT(Concern.CONTENT),

        /// More than one From field: which one is shown, which one is checked?
        DUPLICATE_FROM(Concern.IDENTITY),
        /// More than one Subject field.
        DUPLICATE_SUBJECT(Concern.IDENTITY),
        /// More than one Date field.
        DUPLICATE_DATE(Concern.IDENTITY),
        /// More than one Message-ID field.
        DUPLICATE_MESSAGE_ID(Concern.IDENTITY),
        /// More than one Sender, Reply-To, To or Cc field.
        DUPLICATE_ADDRESS_FIELD(Concern.IDENTITY),
        /// Two Content-Disposition fields that differ.
        DUPLICATE_DISPOSITION(Concern.IDENTITY),
        /// The readings of a file name end in different extensions.
        FILE_NAMES_DIFFER(Concern.IDENTITY),

        /// A field that may occur once occurs again with the same value.
        REPEATED_FIELD(Concern.NOTE),
        /// More than one MIME-Version field.
        DUPLICATE_MIME_VERSION(Concern.NOTE),
        /// MIME fields without MIME-Version: plain text for a reader that follows RFC 2045 by the letter.
        NO_MIME_VERSION(Concern.NOTE),
        /// A parameter other than boundary given twice with different values.
        DUPLICATE_PARAMETER(Concern.NOTE),
        /// Space between name and colon of a field that does not shape the part.
        SPACED_FIELD_NAME(Concern.NOTE),
        /// A quoted boundary with spaces inside, which RFC 2046 allows and some mail programs write.
        SPACE_IN_BOUNDARY(Concern.NOTE),
        /// Octets above 127 in a header without encoding: UTF-8, or some charset.
        RAW_8BIT_HEADER(Concern.NOTE),
        /// A mailbox line (`From ` and a date) before the header.
        MAILBOX_LINE(Concern.NOTE),
        /// A line longer than the 998 characters of RFC 5322: folded or cut by some.
        LONG_LINE(Concern.NOTE),
        /// NUL in a body.
        NUL_IN_BODY(Concern.NOTE),
        /// All lines end in bare LF: a file, not mail from the wire.
        LF_LINE_ENDS(Concern.NOTE),
        /// A mail that ends within its header, without an empty line.
        NO_BODY(Concern.NOTE),
        /// A returned mail that is cut short, as delivery reports do.
        RETURNED_MAIL_CUT(Concern.NOTE),
        /// The end boundary occurs again, with nothing between.
        REPEATED_END(Concern.NOTE),
        /// Text with quoted-printable faults.
        LOOSE_QUOTED_PRINTABLE(Concern.NOTE);

        private final Concern concern;

        Kind(Concern concern) {
            this.concern = concern;
        }

        public Concern concern() {
            return concern;
        }

        public boolean structural() {
            return concern == Concern.STRUCTURE || concern == Concern.CONTENT;
        }
    }
}
