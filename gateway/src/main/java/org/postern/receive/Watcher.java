package org.postern.receive;

/// Takes what happened at the edge outside of any journey. Never waits and never fails; called by many threads at once.
@FunctionalInterface
public interface Watcher {
    void saw(EdgeEvent event);
}
