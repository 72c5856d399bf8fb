package org.postern.directory;

import java.time.Instant;

/// A version of the site settings: what it says, who published it, when and why.
///
/// @param active whether it is the one in force
public record Change(Site site, Instant at, String author, String note, boolean active) {}
