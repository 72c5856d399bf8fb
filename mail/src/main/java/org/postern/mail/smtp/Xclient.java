package org.postern.mail.smtp;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/// What a trusted server in front says of the client behind it (Postfix's XCLIENT). What it says it does not know is
/// as if it had said nothing.
///
/// @param address numeric, canonical; empty where it was not told
/// @param hello what the client called itself; empty where it was not told
/// @param extended whether the client spoke ESMTP, where that was told
public record Xclient(String address, OptionalInt port, String hello, Optional<Boolean> extended) {
    /// What may be told. NAME, LOGIN, DESTADDR and DESTPORT change nothing here.
    static final String ATTRIBUTES = "NAME ADDR PORT PROTO HELO LOGIN DESTADDR DESTPORT";

    private static final Set<String> KNOWN = Set.of(ATTRIBUTES.split(" "));

    /// Reads what stands behind the verb; empty where it is wrong in any way.
    static Optional<Xclient> parse(String rest) {
        var told = new HashMap<String, String>();
        for (String each : rest.split(" ", -1)) {
            int equals = each.indexOf('=');
            String name = equals < 0 ? "" : each.substring(0, equals).toUpperCase(Locale.ROOT);
            Optional<String> value = Xtext.decode(each.substring(equals + 1));
            if (!KNOWN.contains(name)
                    || value.isEmpty()
                    || told.put(name, meant(value.get())) != null) {
                return Optional.empty();
            }
        }
        return read(told);
    }

    private static String meant(String value) {
        String upper = value.toUpperCase(Locale.ROOT);
        return upper.equals("[UNAVAILABLE]") || upper.equals("[TEMPUNAVAIL]") ? "" : value;
    }

    private static Optional<Xclient> read(Map<String, String> told) {
        String address = told.getOrDefault("ADDR", "");
        boolean version6 = address.regionMatches(true, 0, "IPV6:", 0, 5);
        String canonical = ProxyReader.address(version6 ? address.substring(5) : address, version6);
        String port = told.getOrDefault("PORT", "");
        String hello = told.getOrDefault("HELO", "");
        String protocol = told.getOrDefault("PROTO", "").toUpperCase(Locale.ROOT);
        boolean sound =
                canonical.isEmpty() == address.isEmpty()
                        && (port.isEmpty() || ProxyReader.port(port).isPresent())
                        && (hello.isEmpty() || Hello.isName(hello))
                        && Set.of("", "SMTP", "ESMTP").contains(protocol);
        return sound
                ? Optional.of(
                        new Xclient(
                                canonical,
                                ProxyReader.port(port),
                                hello,
                                protocol.isEmpty()
                                        ? Optional.empty()
                                        : Optional.of(protocol.equals("ESMTP"))))
                : Optional.empty();
    }
}
