package org.postern.journey;

import org.postern.mail.mime.Structure;

/// A message as inspectors see it: where it came from, its octets, and the one reading of its structure that they share.
public record Subject(Arrival arrival, Content content, Structure structure) {}
