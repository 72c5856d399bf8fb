package org.postern.mail.smtp;

import java.util.Locale;
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
        return ToldAttributes.parse(rest, KNOWN).flatMap(Xclient::of);
    }

    private static Optional<Xclient> of(ToldAttributes told) {
        String hello = told.text("HELO");
        String protocol = told.text("PROTO").toUpperCase(Locale.ROOT);
        boolean sound =
                told.hasSoundAddress()
                        && (hello.isEmpty() || Hello.isName(hello))
                        && Set.of("", "SMTP", "ESMTP").contains(protocol);
        return sound
                ? Optional.of(
                        new Xclient(
                                told.address(),
                                told.port(),
                                hello,
                                protocol.isEmpty()
                                        ? Optional.empty()
                                        : Optional.of(protocol.equals("ESMTP"))))
                : Optional.empty();
    }
}
