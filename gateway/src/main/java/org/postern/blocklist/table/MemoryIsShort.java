package org.postern.blocklist.table;

/// The machine has no room for a table. What is there stays as it is.
public final class MemoryIsShort extends RuntimeException {
    private static final long serialVersionUID = 1;

    MemoryIsShort(long octets) {
        super("no memory for " + octets + " octets");
    }
}
