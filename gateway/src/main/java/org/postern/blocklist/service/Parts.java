package org.postern.blocklist.service;

import java.util.function.Supplier;

/// What the service is put together from.
///
/// @param ids a new one for each client that is turned away
public record Parts(Judge judge, Watcher watcher, Supplier<String> ids) {}
