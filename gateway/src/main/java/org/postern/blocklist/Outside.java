package org.postern.blocklist;

import java.util.List;
import org.postern.mail.address.IpAddress;

/// Tells addresses of the internet from those that mean something in a local network only. Lists and the DNS of others
/// know nothing of the latter, and shall not hear of them.
public final class Outside {
    private static final List<Range> INSIDE =
            List.of(
                    new Range("0.0.0.0", 8),
                    new Range("10.0.0.0", 8),
                    new Range("100.64.0.0", 10),
                    new Range("127.0.0.0", 8),
                    new Range("169.254.0.0", 16),
                    new Range("172.16.0.0", 12),
                    new Range("192.168.0.0", 16),
                    new Range("::", 127),
                    new Range("fc00::", 7),
                    new Range("fe80::", 10));

    private record Range(IpAddress first, int bits) {
        Range(String first, int bits) {
            this(IpAddress.parse(first).orElseThrow(), bits);
        }
    }

    private Outside() {}

    /// Whether the address may be one of the internet.
    public static boolean has(IpAddress address) {
        for (Range range : INSIDE) {
            if (address.isNear(range.first, range.bits)) {
                return false;
            }
        }
        return true;
    }
}
