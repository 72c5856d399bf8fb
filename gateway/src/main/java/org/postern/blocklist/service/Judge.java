package org.postern.blocklist.service;

import org.postern.blocklist.Caller;
import org.postern.blocklist.Verdict;

/// The engine, as the service sees it. It may take as long as it likes: the service does not wait.
@FunctionalInterface
public interface Judge {
    /// @throws InterruptedException nobody waits any more
    Verdict judge(Caller caller) throws InterruptedException;
}
