package org.postern.receive;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/// The files and sockets that the system lets this process have open.
final class Descriptors {
    /// For logs, the database, the command line and what else must work while all connections are taken.
    private static final long RESERVE = 64;

    /// A connection, the temporary file of its message, and a connection to the next hop.
    private static final long PER_CONNECTION = 3;

    private Descriptors() {}

    /// How many connections there is room for beside everything that is open already.
    static int connections() {
        if (ManagementFactory.getOperatingSystemMXBean()
                instanceof UnixOperatingSystemMXBean unix) {
            return connections(unix.getMaxFileDescriptorCount(), unix.getOpenFileDescriptorCount());
        }
        return Integer.MAX_VALUE;
    }

    static int connections(long most, long open) {
        return Math.clamp((most - open - RESERVE) / PER_CONNECTION, 1, Integer.MAX_VALUE);
    }
}
