package org.postern.mail.smtp;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/// Version 2 of the header of a proxy.
final class ProxyBinary {
    static final byte[] SIGNATURE = "\r\n\r\n\0\r\nQUIT\n".getBytes(StandardCharsets.US_ASCII);

    /// Signature, version and command, family, and two octets of length.
    private static final int FIXED = 16;

    /// Octets behind those; addresses take 36, the rest is extras nobody reads.
    private static final int MAX_BEHIND = 4096;

    private static final int LOCAL = 0x20;
    private static final int PROXY = 0x21;
    private static final int UNSPECIFIED = 0x00;
    private static final int TCP4 = 0x11;
    private static final int TCP6 = 0x21;

    private ProxyBinary() {}

    static ProxyHeader read(WireInput in) throws IOException {
        for (int i = 0; i < SIGNATURE.length; i++) {
            if (!in.has(i + 1)) {
                return new ProxyHeader.Closed();
            }
            if (in.buffer()[in.start() + i] != SIGNATURE[i]) {
                return new ProxyHeader.Malformed("not the signature of a PROXY header");
            }
        }
        if (!in.has(FIXED)) {
            return new ProxyHeader.Closed();
        }
        int command = at(in, 12);
        int length = at(in, 14) << 8 | at(in, 15);
        if (command != LOCAL && command != PROXY) {
            return new ProxyHeader.Malformed("another version or command of the PROXY protocol");
        }
        if (length > MAX_BEHIND) {
            return new ProxyHeader.Malformed("more than " + MAX_BEHIND + " octets of PROXY header");
        }
        if (!in.has(FIXED + length)) {
            return new ProxyHeader.Closed();
        }
        ProxyHeader told = command == LOCAL ? new ProxyHeader.Itself() : told(in, length);
        in.takenUpTo(in.start() + FIXED + length);
        return told;
    }

    private static ProxyHeader told(WireInput in, int length) {
        return switch (at(in, 13)) {
            case UNSPECIFIED -> new ProxyHeader.Itself();
            case TCP4 ->
                    length < 12
                            ? new ProxyHeader.Malformed("addresses are cut short")
                            : new ProxyHeader.Told(version4(in), at(in, 24) << 8 | at(in, 25));
            case TCP6 ->
                    length < 36
                            ? new ProxyHeader.Malformed("addresses are cut short")
                            : new ProxyHeader.Told(version6(in), at(in, 48) << 8 | at(in, 49));
            default -> new ProxyHeader.Malformed("a protocol that is not TCP");
        };
    }

    private static String version4(WireInput in) {
        return at(in, 16) + "." + at(in, 17) + "." + at(in, 18) + "." + at(in, 19);
    }

    private static String version6(WireInput in) {
        var text = new StringBuilder(39);
        for (int i = 0; i < 16; i += 2) {
            text.append(i == 0 ? "" : ":")
                    .append(Integer.toHexString(at(in, 16 + i) << 8 | at(in, 17 + i)));
        }
        return ProxyReader.address(text.toString(), true);
    }

    private static int at(WireInput in, int index) {
        return in.buffer()[in.start() + index] & 0xff;
    }
}
