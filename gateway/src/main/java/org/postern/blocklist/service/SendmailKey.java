package org.postern.blocklist.service;

import java.util.Optional;

/// What our configuration of Sendmail puts into a key: `dist/sendmail/blocklist.m4` writes the fields in this order, with
/// semicolons between them, behind its version. What clients say comes last, so that a semicolon in it moves nothing that
/// they cannot choose anyway.
///
/// @param login empty unless the client logged in
/// @param certificate its fingerprint, empty where there is none
/// @param resolved `OK`, `FORGED`, `FAIL` or `TEMP`
/// @param name in brackets where it is not confirmed
/// @param reverse the name of the address, confirmed or not
record SendmailKey(
        String address,
        String login,
        String certificate,
        String resolved,
        String name,
        String reverse,
        String hello,
        String sender,
        String recipient) {
    /// The map that our configuration asks.
    static final String MAP = "postern_client";

    /// Of the configuration that goes with this program.
    static final String VERSION = "1";

    private static final int FIELDS = 9;
    private static final String IPV6 = "IPv6:";

    /// The version that a key says; empty where it has no fields at all.
    static Optional<String> version(String key) {
        int end = key.indexOf(';');
        return end < 0 ? Optional.empty() : Optional.of(key.substring(0, end));
    }

    /// Empty where fields are missing.
    static Optional<SendmailKey> parse(String key) {
        String[] fields = key.split(";", FIELDS + 1);
        if (fields.length <= FIELDS || !fields[0].equals(VERSION)) {
            return Optional.empty();
        }
        String address = fields[1].trim();
        return Optional.of(
                new SendmailKey(
                        address.startsWith(IPV6) ? address.substring(IPV6.length()) : address,
                        fields[2].trim(),
                        fields[3].trim(),
                        fields[4].trim(),
                        fields[5].trim(),
                        fields[6].trim(),
                        fields[7].trim(),
                        fields[8].trim(),
                        fields[9].trim()));
    }
}
