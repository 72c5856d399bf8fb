package org.postern.blocklist.service;

import java.util.Optional;
import java.util.function.Supplier;

/// What the service is put together from.
///
/// @param ids a new one for each client that is turned away
/// @param direction of failure where the site says one, which wins over the settings
public record Parts(
        Judge judge,
        Watcher watcher,
        Supplier<String> ids,
        Supplier<Optional<ServiceSettings.FailDirection>> direction) {}
