package org.postern.milter;

import java.time.InstantSource;
import org.postern.receive.ContentSpool;

/// What the milter door is put together from.
///
/// @param name of this node
/// @param mark of messages that were judged before
public record Parts(
        String name,
        Site site,
        Review review,
        PassMark mark,
        ContentSpool spool,
        Watcher watcher,
        InstantSource clock) {}
