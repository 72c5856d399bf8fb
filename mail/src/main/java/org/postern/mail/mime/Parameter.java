package org.postern.mail.mime;

/// One parameter as written, before its pieces are joined (RFC 2045 §5.1, RFC 2231). One character for each octet.
///
/// @param name the attribute in lower case, without `*` and number
/// @param section the number of the piece (`name*2`), or -1
/// @param extended whether it is marked as percent-encoded (`name*`, `name*2*`)
/// @param value the value, quotes and backslashes resolved
/// @param upToSemicolon the value for a reader that takes everything up to the next semicolon, spaces and comments too
/// @param quoted whether the value stood in quotes
/// @param odd whether quotes were left open, a backslash stood in them, or something followed the value
public record Parameter(
        String name,
        int section,
        boolean extended,
        String value,
        String upToSemicolon,
        boolean quoted,
        boolean odd) {}
