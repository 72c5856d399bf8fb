package org.postern.mail.milter;

/// One packet of the wire: four octets of length, one that says what it is, and its content.
public sealed interface Packet {

    /// A whole packet.
    ///
    /// @param code what it is
    /// @param content one character for each octet
    record Complete(char code, String content) implements Packet {}

    /// The peer closed between two packets.
    record Closed() implements Packet {}

    /// No packet; the connection is of no more use.
    ///
    /// @param why for the log; holds nothing of what the peer sent
    record Malformed(String why) implements Packet {}
}
