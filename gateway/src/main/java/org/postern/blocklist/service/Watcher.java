package org.postern.blocklist.service;

/// Takes what happened at the service. Never waits and never fails; called by many threads.
@FunctionalInterface
public interface Watcher {
    void saw(ServiceEvent event);
}
