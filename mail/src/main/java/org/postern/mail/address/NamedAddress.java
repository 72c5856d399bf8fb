package org.postern.mail.address;

/// One address of a header field with the name shown beside it.
///
/// @param name display name without quotes, folding removed, encoded words as they are; the last comment where there is
///     no display name, as mail programs show it; empty where there is neither
public record NamedAddress(String name, Address address) {}
