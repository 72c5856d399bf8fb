package org.postern.receive;

/// Octets of content that one client may have on their way at one time. Thread-safe.
interface Share {
    /// The share of clients that have no limit of their own.
    Share UNLIMITED =
            new Share() {
                @Override
                public boolean take(long octets) {
                    return true;
                }

                @Override
                public void giveBack(long octets) {
                    // Nothing is counted.
                }
            };

    /// Takes octets, all or none.
    boolean take(long octets);

    void giveBack(long octets);
}
