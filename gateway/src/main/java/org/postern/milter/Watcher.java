package org.postern.milter;

/// Takes what happened at the milter door outside of any journey. Never waits and never fails; called by many threads.
@FunctionalInterface
public interface Watcher {
    void saw(MilterEvent event);
}
