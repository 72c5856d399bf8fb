package org.postern.directory;

import java.time.Instant;

/// Who published a version of the site settings, when and why.
///
/// @param active whether it is the one in force
public record Change(long version, Instant at, String author, String note, boolean active) {}
