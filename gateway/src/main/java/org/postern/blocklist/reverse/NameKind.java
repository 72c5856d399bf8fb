package org.postern.blocklist.reverse;

/// What a name says of the host that has it.
public enum NameKind {
    /// The address is given to somebody else from time to time; nobody runs a mail server there.
    DYNAMIC,
    /// A provider made the name of the address, and whoever uses the address gave it no name.
    GENERIC,
    /// Somebody named the host as a server, whatever else is in the name.
    SERVER
}
