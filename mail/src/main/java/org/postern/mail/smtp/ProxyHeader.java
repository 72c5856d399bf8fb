package org.postern.mail.smtp;

/// What a proxy says of the client behind it, before anything else (PROXY protocol, versions 1 and 2). Only a trusted
/// proxy is asked; from anybody else the same octets are no SMTP.
public sealed interface ProxyHeader {
    /// The client.
    ///
    /// @param address numeric, canonical
    record Told(String address, int port) implements ProxyHeader {}

    /// The proxy speaks for itself, as it does to see whether a server lives, or does not know the client.
    record Itself() implements ProxyHeader {}

    /// No such header.
    ///
    /// @param why for the log; holds nothing of what was sent
    record Malformed(String why) implements ProxyHeader {}

    /// The connection ended in the header.
    record Closed() implements ProxyHeader {}
}
