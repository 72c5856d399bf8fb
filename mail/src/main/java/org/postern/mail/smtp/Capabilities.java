package org.postern.mail.smtp;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// What a server said it can do, in its reply to EHLO (RFC 5321 §4.1.1.1).
///
/// @param parameters keywords in upper case, each with what followed it
public record Capabilities(Map<String, String> parameters) {
    /// Those of a server that was greeted by HELO.
    public static final Capabilities NONE = new Capabilities(Map.of());

    public Capabilities {
        parameters = Map.copyOf(parameters);
    }

    /// Reads a reply to EHLO; the first line is the server's name. Lines that are no keyword are passed over, and of a
    /// keyword said twice the first counts.
    public static Capabilities of(Reply ehlo) {
        var found = new HashMap<String, String>();
        List<String> lines = ehlo.lines();
        for (String line : lines.subList(1, lines.size())) {
            int blank = line.indexOf(' ');
            String keyword = (blank < 0 ? line : line.substring(0, blank)).toUpperCase(Locale.ROOT);
            if (!keyword.isEmpty()) {
                found.putIfAbsent(keyword, blank < 0 ? "" : line.substring(blank + 1).strip());
            }
        }
        return new Capabilities(found);
    }

    public boolean has(String keyword) {
        return parameters.containsKey(keyword);
    }

    public boolean pipelining() {
        return has("PIPELINING");
    }

    public boolean startTls() {
        return has("STARTTLS");
    }

    public boolean eightBitMime() {
        return has("8BITMIME");
    }

    /// Whether the server takes letters past ASCII in addresses and header (RFC 6531).
    public boolean smtpUtf8() {
        return has("SMTPUTF8");
    }

    /// Whether the server tells senders what became of their mail when asked (RFC 3461).
    public boolean notices() {
        return has("DSN");
    }

    /// The mechanisms by which one can log in there (RFC 4954 §3), as the server writes them.
    public List<String> logins() {
        return List.of(parameters.getOrDefault("AUTH", "").split(" +"));
    }

    /// Octets of the largest message the server takes, or [Long#MAX_VALUE] where it names none (RFC 1870 §3: 0 is none).
    public long maxMessage() {
        String size = parameters.getOrDefault("SIZE", "");
        boolean number =
                !size.isEmpty()
                        && size.length() <= 18
                        && size.chars().allMatch(c -> c >= '0' && c <= '9');
        long octets = number ? Long.parseLong(size) : 0;
        return octets == 0 ? Long.MAX_VALUE : octets;
    }
}
