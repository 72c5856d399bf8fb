package org.postern.mail.dsn;

import org.postern.mail.address.Address;
import org.postern.mail.address.ReversePath;

/// A notice, ready to be sent.
public final class Notice {
    private final byte[] octets;
    private final Address to;
    private final boolean eightBit;
    private final boolean smtpUtf8;

    Notice(byte[] octets, Address to, boolean eightBit, boolean smtpUtf8) {
        this.octets = octets;
        this.to = to;
        this.eightBit = eightBit;
        this.smtpUtf8 = smtpUtf8;
    }

    /// The mail, lines ended by CRLF; not a copy.
    public byte[] octets() {
        return octets;
    }

    /// A notice has the null sender: nobody is told when it does not arrive (RFC 3461 §5.2).
    public ReversePath sender() {
        return ReversePath.Null.NULL;
    }

    public Address to() {
        return to;
    }

    /// Whether it has octets above 127.
    public boolean eightBit() {
        return eightBit;
    }

    /// Whether it may travel only with SMTPUTF8.
    public boolean smtpUtf8() {
        return smtpUtf8;
    }
}
