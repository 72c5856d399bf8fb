package org.postern.directory;

/// What came of publishing site settings.
public sealed interface Publication {
    /// They are in force as this version.
    record Published(Site site) implements Publication {}

    /// Somebody else published in between; look at this version and try again.
    record Overtaken(long current) implements Publication {}
}
