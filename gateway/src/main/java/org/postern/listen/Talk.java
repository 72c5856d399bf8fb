package org.postern.listen;

/// One connection from its first octet to its last. It runs on a thread of its own; the other methods are called by others.
public interface Talk {
    /// Talks until either side has enough, and closes the connection.
    void run();

    Connection connection();

    /// Ends it where it waits for the peer; what is in work comes to its end.
    void stop();

    /// Gives up what is in work too.
    void cut();

    /// Called again and again; must not wait.
    ///
    /// @param now as [System#nanoTime] has it
    default void watch(long now) {}
}
